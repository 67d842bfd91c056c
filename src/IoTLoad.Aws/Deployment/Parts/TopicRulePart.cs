using System.Text.Json.Nodes;
using Amazon.IoT;
using Amazon.IoT.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>A topic rule. Where only its name is known, it can be seen and removed.</summary>
internal sealed class TopicRulePart(AwsCaller aws, string name, string function, Existing existing,
    TopicRulePayload? payload) : DeploymentPart("TopicRule", name)
{
    private readonly string _arn = aws.Arn("iot", $"rule/{name}");

    public override string Document =>
        Documents.Of(new JsonObject { ["ruleName"] = Name, ["topicRulePayload"] = payload is null ? null : JsonNode.Parse(Wanted) });

    private string Wanted => Text(payload)!;

    public override async Task<DeployedPart> InspectAsync() => !await ExistsAsync()
        ? Is(PartState.Missing)
        : Compare((payload is null || Documents.Same(Text(await FoundAsync()), Wanted), "another rule"));

    public override async Task EnsureAsync()
    {
        if (!await ExistsAsync())
        {
            var tags = string.Join('&', FunctionNames.TagsOf(function).Select(tag => $"{tag.Key}={tag.Value}"));
            await aws.CallAsync(_arn,
                stop => aws.Iot.CreateTopicRuleAsync(new() { RuleName = Name, TopicRulePayload = payload, Tags = tags }, stop));
        }
        else if (await FoundAsync() is var found && !IsOurs(found))
        {
            throw OfOthers();
        }
        else if (!Documents.Same(Text(found), Wanted))
        {
            await aws.CallAsync(_arn, stop => aws.Iot.ReplaceTopicRuleAsync(new() { RuleName = Name, TopicRulePayload = payload }, stop));
        }
    }

    public override async Task<bool> RemoveAsync()
    {
        if (!await ExistsAsync())
        {
            return false;
        }

        var found = await FoundAsync();
        if (!IsOurs(found))
        {
            // The names of the rules of the functions a-b and a_b begin alike.
            return found?.Description?.Contains("IoTLoad function", StringComparison.Ordinal) == true ? false : throw OfOthers();
        }

        await aws.CallAsync(_arn, stop => aws.Iot.DeleteTopicRuleAsync(new() { RuleName = Name }, stop));
        return true;
    }

    private async Task<bool> ExistsAsync() => (await existing.RulesAsync()).Contains(Name);

    private async Task<TopicRule?> FoundAsync() => (await aws.CallAsync(_arn,
        stop => aws.Iot.GetTopicRuleAsync(new() { RuleName = Name }, stop))).Rule;

    // Not everyone who may read a rule may read its tags, so its description, or the function that it starts, tells whose it is.
    private bool IsOurs(TopicRulePayload? rule) =>
        rule is null || rule.Description == FunctionNames.TriggerDescriptionOf(function)
            || rule.Description == FunctionNames.DeliveryDescriptionOf(function)
        || rule.Actions?.Any(
            action => action.Lambda?.FunctionArn?.EndsWith($":function:{function}", StringComparison.Ordinal) == true) == true;

    private static string? Text(TopicRulePayload? rule) => rule is null
        ? null : Documents.Of(AmazonIoTClient.Service.Protocol.DocumentOf(rule));

}
