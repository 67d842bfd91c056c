using System.Text;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Payload;

/// <summary>Checks a plan's patterns (client ID, topics, user name, last will) by what they come to.</summary>
internal sealed class PatternCheck
{
    /// <summary>MQTT's texts have a length of two bytes.</summary>
    private const int LongestText = 65_535;

    /// <summary>Devices whose filters are compared: where so many differ, the pattern does tell devices apart.</summary>
    private const int MostCompared = 100_000;

    private readonly ShardPlan _shard;
    private readonly LoadPlan _plan;
    private readonly PayloadColumns? _columns;
    private readonly MessageContextSource _contexts;

    private PatternCheck(ShardPlan shard, PayloadColumns? columns)
    {
        _shard = shard;
        _plan = shard.Plan;
        _columns = columns;
        _contexts = new MessageContextSource(shard, 0, columns);
    }

    /// <summary>Checks the patterns of a whole plan.</summary>
    /// <exception cref="LoadException">
    /// MalformedTemplate, InvalidTopic, InvalidFilter, TopicNotPerDevice, InvalidClientId, ClientIdNotPerDevice, TextTooLong.
    /// </exception>
    public static void Check(LoadPlan plan, string runId, PayloadColumns? columns) =>
        Check(new ShardPlan { RunId = runId, Plan = plan }, columns);

    /// <summary>Checks that scenarios which may run at the same time have no client ID in common.</summary>
    /// <exception cref="LoadException">ClientIdNotPerDevice.</exception>
    internal static void CheckApart(LoadPlan plan, IReadOnlyList<ShardPlan> shards)
    {
        if (shards.Count < 2)
        {
            return;
        }

        var known = shards.Select(shard =>
        {
            var contexts = new MessageContextSource(shard, 0, PayloadColumns.Of(shard.Plan));
            return Enumerable.Range(0, shard.Connections).Select(contexts.ClientIdOf).ToHashSet();
        }).ToList();
        for (var i = 1; i < shards.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (!ScenarioLines.AreApart(plan, plan.Scenarios[i], plan.Scenarios[j])
                    && known[i].FirstOrDefault(known[j].Contains) is { } shared)
                {
                    throw LoadException.InvalidInput(
                        "ClientIdNotPerDevice",
                        $"{PlanField.ClientId}: the scenarios {shards[j].Scenario} and {shards[i].Scenario} would both have a device with "
                            + $"the client ID {Start(shared)}; a broker keeps one.",
                        $"Put {{{{device}}}} or {{{{scenario}}}} into {PlanField.ClientId}, or let one begin after the other "
                            + $"({ScenarioCheck.StartAfter}).", shared);
                }
            }
        }
    }

    /// <summary>Checks the patterns, as far as they concern the devices of one shard.</summary>
    /// <exception cref="LoadException">As for a whole plan.</exception>
    public static void Check(ShardPlan shard, PayloadColumns? columns)
    {
        var plan = shard.Plan;
        var check = new PatternCheck(shard, columns);
        check.CheckClientIds();
        check.CheckTopic(plan.Traffic.Topic, PlanField.Topic, TemplateScope.Topic);
        check.CheckTopic(plan.Traffic.BroadcastTopic, PlanField.BroadcastTopic, TemplateScope.Topic);
        check.CheckTopic(plan.Session.Will?.Topic, PlanField.WillTopic, TemplateScope.Connection);
        check.CheckLength(plan.Session.Will?.Payload, PlanField.WillPayload);
        check.CheckLength(plan.Session.Username, PlanField.Username);
        check.CheckProperties(plan.Traffic.Properties);
        check.CheckTopicsDiffer();
        if (plan.Traffic.Pattern == TrafficPattern.FanIn)
        {
            if (plan.Traffic.SubscribeFilter is { } filter)
            {
                CheckFilter(filter);
            }

            check.CheckMatches(
                plan.Traffic.Topic, PlanField.Topic,
                SharedFilter.FilterOf(plan.Traffic.SubscribeFilter) ?? plan.Traffic.SubscribeFilter);
        }

        check.CheckMatches(plan.Traffic.BroadcastTopic, PlanField.BroadcastTopic, null);
    }

    private void CheckClientIds()
    {
        if (_contexts.MaxClientIdLength > LongestText)
        {
            throw LoadException.InvalidInput(
                "InvalidClientId",
                $"Client IDs of {PlanField.ClientId} have up to {_contexts.MaxClientIdLength} bytes; MQTT has room for {LongestText}.",
                "Make it shorter.", _plan.Devices.ClientId);
        }

        var known = new HashSet<string>(_shard.Connections);
        for (var i = 0; i < _shard.Connections; i++)
        {
            var id = _contexts.ClientIdOf(_shard.ConnectionAt(i));
            if (!known.Add(id))
            {
                throw LoadException.InvalidInput(
                    "ClientIdNotPerDevice",
                    $"At least two of {_plan.Connections} connections would have the client ID {Start(id)}; a broker keeps one.",
                    $"Put {{{{device}}}} into {PlanField.ClientId}.", _plan.Devices.ClientId);
            }
        }
    }

    private void CheckTopic(string? pattern, string parameter, TemplateScope scope)
    {
        if (pattern is null)
        {
            return;
        }

        var template = TextTemplate.Parse(pattern, parameter, scope, _columns);
        if (template.MaxLength(_contexts.MaxClientIdLength) > LongestText)
        {
            throw InvalidTopic(parameter, pattern, "can have more than 65,535 bytes of UTF-8");
        }

        // Devices differ by their numbers and their rows of the CSV file.
        var rows = _columns is null || !template.DependsOnDevice ? 1 : Math.Min(_columns.RowCount, _shard.Devices.Count);
        for (var i = 0; i < rows; i++)
        {
            var topic = template.Format(_contexts.For(_shard.Devices.First + i, 0, 0));
            var what = topic.Length == 0 ? "is empty"
                : topic.AsSpan().ContainsAny('+', '#') ? "holds a wildcard (+ or #), which only a filter may"
                : topic.Contains('\0', StringComparison.Ordinal) ? "holds a NUL character"
                : null;
            if (what is not null)
            {
                throw InvalidTopic(parameter, topic, what);
            }
        }
    }

    private void CheckProperties(MessageProperties? properties)
    {
        if (properties is null)
        {
            return;
        }

        CheckTopic(properties.ResponseTopic, PlanField.ResponseTopic, TemplateScope.Topic);
        CheckLength(properties.ContentType, PlanField.ContentType, TemplateScope.Topic);
        CheckLength(properties.CorrelationData, PlanField.CorrelationData, TemplateScope.Topic);
        foreach (var each in properties.User)
        {
            CheckLength(each.Value, PlanField.UserProperties, TemplateScope.Topic);
        }

        var topic = _plan.Traffic.BroadcastTopic ?? _plan.Traffic.Topic;
        if (properties.TopicAlias && TextTemplate.Parse(topic, PlanField.Topic, TemplateScope.Topic, _columns).DependsOnMessage)
        {
            throw LoadException.InvalidInput(
                "TopicAliasNeedsFixedTopic", $"The topic {Start(topic)} differs from message to message, so no number can stand for it.",
                $"Leave out {PlanField.TopicAlias}, or take the message's own placeholders out of {PlanField.Topic}.", topic);
        }
    }

    private void CheckLength(string? pattern, string parameter, TemplateScope scope = TemplateScope.Connection)
    {
        if (pattern is not null
            && TextTemplate.Parse(pattern, parameter, scope, _columns)
                .MaxLength(_contexts.MaxClientIdLength) is > LongestText and var length)
        {
            throw LoadException.InvalidInput(
                "TextTooLong", $"{parameter} can have {length} bytes; MQTT has room for {LongestText}.",
                "Make it shorter.", Start(pattern));
        }
    }

    /// <summary>Where each device has a topic of its own, no two may have the same filter.</summary>
    private void CheckTopicsDiffer()
    {
        if (_plan.Traffic.Pattern is not (TrafficPattern.RoundTrip or TrafficPattern.Downlink))
        {
            return;
        }

        var template = TextTemplate.Parse(_plan.Traffic.Topic, PlanField.Topic, TemplateScope.Topic, _columns);
        var known = new HashSet<string>();
        for (var i = 0; i < Math.Min(MostCompared, _shard.Devices.Count); i++)
        {
            var filter = template.ToFilter(_contexts.For(_shard.Devices.First + i, 0, 0), perDevice: false);
            if (!known.Add(filter))
            {
                throw LoadException.InvalidInput(
                    "TopicNotPerDevice",
                    $"In pattern {_plan.Traffic.Pattern} each device has its own topic; "
                    + $"of {Start(_plan.Traffic.Topic)}, at least two devices would subscribe to {Start(filter)}.",
                    $"Put {{{{device}}}} or {{{{clientId}}}} into {PlanField.Topic}, or use {PlanField.Pattern} PublishOnly or FanIn.",
                    _plan.Traffic.Topic);
            }
        }
    }

    /// <summary>Every topic must match the filter, given or made from the pattern: a value with a slash in it adds a level.</summary>
    private void CheckMatches(string? pattern, string parameter, string? given)
    {
        if (pattern is null)
        {
            return;
        }

        var template = TextTemplate.Parse(pattern, parameter, TemplateScope.Topic, _columns);
        var filter = given ?? template.ToFilter(_contexts.For(_shard.Devices.First, 0, 0), perDevice: true);
        for (var i = 0; i < (template.DependsOnDevice ? Math.Min(MostCompared, _shard.Devices.Count) : 1); i++)
        {
            var topic = template.Format(_contexts.For(_shard.Devices.First + i, 0, 0));
            if (!Matches(filter, topic))
            {
                throw LoadException.InvalidInput(
                    "InvalidFilter",
                    given is null
                        ? $"{parameter}: subscribers would use the filter {Start(filter)}, which does not match the topic {Start(topic)}."
                        : $"{PlanField.SubscribeFilter}: the filter {Start(filter)} does not match the topic {Start(topic)}.",
                    $"Give a {PlanField.SubscribeFilter} that matches all topics, such as loadtest/#, or keep / out of the values.",
                    filter);
            }
        }
    }

    /// <summary>Whether a topic matches a filter (MQTT 5, section 4.7).</summary>
    private static bool Matches(string filter, string topic)
    {
        var (levels, names) = (filter.Split('/'), topic.Split('/'));
        if (topic.StartsWith('$') && levels[0] is ("+" or "#"))
        {
            return false;
        }

        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] == "#")
            {
                return true;
            }

            if (i == names.Length || (levels[i] != "+" && levels[i] != names[i]))
            {
                return false;
            }
        }

        return levels.Length == names.Length;
    }

    private static void CheckFilter(string filter)
    {
        var levels = filter.Split('/');
        var what = filter.Length == 0 ? "is empty"
            : Encoding.UTF8.GetByteCount(filter) > LongestText ? "has more than 65,535 bytes of UTF-8"
            : filter.Contains('\0', StringComparison.Ordinal) ? "holds a NUL character"
            : levels[..^1].Any(level => level.Contains('#', StringComparison.Ordinal))
                || levels.Any(level => level.Length > 1 && level.AsSpan().ContainsAny('+', '#'))
                ? "holds + beside other characters of its level, or # before the end"
            : SharedFilter.IsShared(filter) && SharedFilter.FilterOf(filter) is null
                ? "is not a shared subscription, $share/group/filter, with a group and a filter"
            : null;
        if (what is not null)
        {
            throw LoadException.InvalidInput(
                "InvalidFilter", $"{PlanField.SubscribeFilter}: the filter {Start(filter)} {what}.",
                "Write a filter such as loadtest/+/+ or loadtest/#.", filter);
        }
    }

    private static LoadException InvalidTopic(string parameter, string topic, string what) =>
        LoadException.InvalidInput(
            "InvalidTopic", $"{parameter}: the topic {Start(topic)} {what}.", "Write a topic such as loadtest/{{run}}/{{device}}.",
            topic);

    private static string Start(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
