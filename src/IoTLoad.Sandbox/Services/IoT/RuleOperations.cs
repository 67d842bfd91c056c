using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

internal sealed class RuleOperations(SandboxAccount account, RuleEngine rules, Tags tags)
{
    private static readonly Paging Pages = new("nextToken", "maxResults", 100);

    public void AddTo(ServiceApi api) => api
        .Add("CreateTopicRule", "POST", "/rules/{ruleName}", Create, Resource)
        .Add("GetTopicRule", "GET", "/rules/{ruleName}", Get, Resource)
        .Add("ListTopicRules", "GET", "/rules", List, _ => "*")
        .Add("ReplaceTopicRule", "PATCH", "/rules/{ruleName}", call => rules.Replace(Name(call), Payload(call)), Resource)
        .Add("EnableTopicRule", "POST", "/rules/{ruleName}/enable", call => rules.Switch(Name(call), true), Resource)
        .Add("DisableTopicRule", "POST", "/rules/{ruleName}/disable", call => rules.Switch(Name(call), false), Resource)
        .Add("DeleteTopicRule", "DELETE", "/rules/{ruleName}", Delete, Resource);

    private static string Name(Call call) => call.Input.Required("ruleName");

    // The payload is the whole body; the name comes from the path.
    private static Document Payload(Call call) => JsonCodec.Read(call.Request.Body);

    private string Resource(Call call) => account.Arn("iot", $"rule/{Name(call)}");

    private void Create(Call call)
    {
        rules.Create(Name(call), Payload(call));

        // Tags of a new rule travel in a header, in the form of a query.
        tags.Set(Resource(call), SignedRequest.Parameters(call.Request.Header("x-amz-tagging") ?? "")
            .Select(tag => new Document { ["Key"] = tag.Name, ["Value"] = tag.Value }));
    }

    private Document Get(Call call)
    {
        // What does not exist cannot be told from what is forbidden ("GetTopicRule", AWS IoT API reference).
        var rule = rules.Find(Name(call))
            ?? throw new RefusedException(401, "UnauthorizedException", $"Access to topic rule '{Name(call)}' was denied");
        var payload = rule.Payload;
        return new Document
        {
            ["ruleArn"] = rule.Arn,
            ["rule"] = new Document
            {
                ["ruleName"] = rule.Name,
                ["sql"] = payload.Text("sql"),
                ["description"] = payload.Text("description"),
                ["createdAt"] = rule.Created,
                ["actions"] = payload.List("actions"),
                ["ruleDisabled"] = rule.IsDisabled,
                ["awsIotSqlVersion"] = payload.Text("awsIotSqlVersion") ?? RuleEngine.DefaultSqlVersion,
                ["errorAction"] = payload.Child("errorAction"),
            },
        };
    }

    private Document List(Call call)
    {
        var input = call.Input;
        var fitting = rules.Rules
            .Where(rule => input.Text("topic") is not { } topic || rule.Statement.Filter == topic
                || Topics.Matches(rule.Statement.Filter, topic))
            .Where(rule => input.Flag("ruleDisabled") is not { } disabled || rule.IsDisabled == disabled)
            .Select(rule => (Rule: rule, Key: $"{rule.Created.UtcTicks:D20}/{rule.Name}"))
            .OrderBy(rule => rule.Key, StringComparer.Ordinal);
        return Pages.Take(call, "rules", fitting, rule => rule.Key, item => new Document
        {
            ["ruleArn"] = item.Rule.Arn,
            ["ruleName"] = item.Rule.Name,
            ["topicPattern"] = item.Rule.Statement.Filter,
            ["createdAt"] = item.Rule.Created,
            ["ruleDisabled"] = item.Rule.IsDisabled,
        });
    }

    private void Delete(Call call)
    {
        rules.Delete(Name(call));
        tags.Remove(Resource(call));
    }
}
