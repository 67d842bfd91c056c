using System.Text.Json.Nodes;
using Amazon.IoT.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>A topic rule. Where only its name is known, it can be seen and removed.</summary>
internal sealed class TopicRulePart(AwsCaller aws, string name, string function, Existing existing,
    TopicRulePayload? payload) : DeploymentPart("TopicRule", name)
{
    private readonly string _arn = aws.Arn("iot", $"rule/{name}");

    public override string Document =>
        Documents.Of(new JsonObject { ["ruleName"] = Name, ["topicRulePayload"] = payload is null ? null : JsonNode.Parse(Wanted) });

    private string Wanted => Documents.Of(TopicRulePayload.Shape, payload!);

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation) => !await ExistsAsync(cancellation)
        ? Is(PartState.Missing)
        : Compare((payload is null || Documents.Same(Text(await FoundAsync(cancellation)), Wanted), "another rule"));

    public override async Task EnsureAsync(CancellationToken cancellation)
    {
        if (!await ExistsAsync(cancellation))
        {
            var tags = string.Join('&', FunctionNames.TagsOf(function).Select(tag => $"{tag.Key}={tag.Value}"));
            await CallAsync("CreateTopicRule", () => aws.Iot.CreateTopicRuleAsync(new()
            {
                RuleName = Name,
                TopicRulePayload = payload,
                Tags = tags
            }, cancellation), cancellation);
        }
        else if (await FoundAsync(cancellation) is var found && !IsOurs(found))
        {
            throw OfOthers();
        }
        else if (!Documents.Same(Text(found), Wanted))
        {
            await CallAsync("ReplaceTopicRule",
                () => aws.Iot.ReplaceTopicRuleAsync(new() { RuleName = Name, TopicRulePayload = payload }, cancellation), cancellation);
        }
    }

    public override async Task<bool> RemoveAsync(CancellationToken cancellation)
    {
        if (!await ExistsAsync(cancellation))
        {
            return false;
        }

        var found = await FoundAsync(cancellation);
        if (!IsOurs(found))
        {
            // The names of the rules of the functions a-b and a_b begin alike.
            return found?.Description?.Contains("IoTLoad function", StringComparison.Ordinal) == true ? false : throw OfOthers();
        }

        await CallAsync("DeleteTopicRule", () => aws.Iot.DeleteTopicRuleAsync(new() { RuleName = Name }, cancellation), cancellation);
        return true;
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellation) => (await existing.RulesAsync(cancellation)).Contains(Name);

    private async Task<TopicRulePayload?> FoundAsync(CancellationToken cancellation)
    {
        var rule = (await CallAsync("GetTopicRule", () => aws.Iot.GetTopicRuleAsync(new() { RuleName = Name }, cancellation),
            cancellation)).Rule;
        return rule is null ? null : new TopicRulePayload
        {
            Sql = rule.Sql,
            Description = rule.Description,
            Actions = rule.Actions,
            RuleDisabled = rule.RuleDisabled,
            AwsIotSqlVersion = rule.AwsIotSqlVersion,
            ErrorAction = rule.ErrorAction,
        };
    }

    // Not everyone who may read a rule may read its tags, so its description, or the function that it starts, tells whose it is.
    private bool IsOurs(TopicRulePayload? rule) =>
        rule is null || rule.Description == FunctionNames.TriggerDescriptionOf(function)
            || rule.Description == FunctionNames.DeliveryDescriptionOf(function)
        || rule.Actions?.Any(
            action => action.Lambda?.FunctionArn?.EndsWith($":function:{function}", StringComparison.Ordinal) == true) == true;

    private static string? Text(TopicRulePayload? rule) => rule is null ? null : Documents.Of(TopicRulePayload.Shape, rule);

    private Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellation) =>
        aws.CallAsync("iot", operation, _arn, call, cancellation);
}
