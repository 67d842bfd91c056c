using System.Text;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Payload;

/// <summary>Checks a plan's topic and client-ID patterns by what they come to.</summary>
internal static class PatternCheck
{
    private const int LongestText = 65_535;

    /// <summary>Checks the patterns.</summary>
    /// <exception cref="LoadException">MalformedTemplate, InvalidTopic, TopicNotPerDevice, ClientIdNotPerDevice.</exception>
    public static void Check(LoadPlan plan, string runId, PayloadColumns? columns)
    {
        var clientId = TextTemplate.Parse(plan.Devices.ClientId, "-ClientId", TemplateScope.ClientId);
        if (plan.Connections > 1 && !clientId.DependsOnDevice)
        {
            throw new LoadException(
                "ClientIdNotPerDevice", LoadErrorKind.InvalidInput, $"All {plan.Connections} connections would have the client ID {plan.Devices.ClientId}, and a broker keeps one of them.",
                "Put {{device}} into -ClientId.", plan.Devices.ClientId);
        }

        var contexts = new MessageContextSource(plan, runId, 0, columns);
        foreach (var device in new[] { 0, plan.Devices.Count - 1 })
        {
            var context = contexts.For(device, 0, 0);
            CheckTopic(TextTemplate.Parse(plan.Traffic.Topic, "-Topic", TemplateScope.Topic).Format(context), "-Topic");
            if (plan.Traffic.BroadcastTopic is { } broadcast)
            {
                CheckTopic(TextTemplate.Parse(broadcast, "-BroadcastTopic", TemplateScope.Topic).Format(context), "-BroadcastTopic");
            }

            if (plan.Session.Will is { } will)
            {
                CheckTopic(TextTemplate.Parse(will.Topic, "-WillTopic", TemplateScope.Connection).Format(context), "-WillTopic");
            }
        }

        var perDevice = plan.Traffic.Pattern is TrafficPattern.RoundTrip or TrafficPattern.Downlink;
        if (perDevice && plan.Devices.Count > 1 && !TextTemplate.Parse(plan.Traffic.Topic, "-Topic", TemplateScope.Topic).DependsOnDevice)
        {
            throw new LoadException(
                "TopicNotPerDevice", LoadErrorKind.InvalidInput, $"In pattern {plan.Traffic.Pattern} each device has a topic of its own; {plan.Traffic.Topic} is the same for all.",
                "Put {{device}} or {{clientId}} into -Topic, or use -Pattern PublishOnly or FanIn.", plan.Traffic.Topic);
        }
    }

    private static void CheckTopic(string topic, string parameter)
    {
        var what = topic.Length == 0 ? "is empty"
            : Encoding.UTF8.GetByteCount(topic) > LongestText ? "has more than 65,535 bytes of UTF-8"
            : topic.AsSpan().ContainsAny('+', '#') ? "holds a wildcard (+ or #), which only a filter may"
            : topic.Contains('\0', StringComparison.Ordinal) ? "holds a NUL character"
            : null;
        if (what is not null)
        {
            throw new LoadException(
                "InvalidTopic", LoadErrorKind.InvalidInput, $"{parameter}: the topic {topic[..Math.Min(topic.Length, 80)]} {what}.",
                "Write a topic such as loadtest/{{run}}/{{device}}.", topic);
        }
    }
}
