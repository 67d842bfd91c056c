using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Messaging;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

internal sealed class RuleOperations(SandboxAccount account, RuleEngine rules, ResourceTags tags)
{
    private const int PageSize = 100;

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("CreateTopicRule", "POST", "/rules/{ruleName}", Create, Resource)
        .Add("GetTopicRule", "GET", "/rules/{ruleName}", Get, Resource)
        .Add("ListTopicRules", "GET", "/rules", List, _ => "*")
        .Add("ReplaceTopicRule", "PATCH", "/rules/{ruleName}", Replace, Resource)
        .Add("EnableTopicRule", "POST", "/rules/{ruleName}/enable", call => Switch(call, true), Resource)
        .Add("DisableTopicRule", "POST", "/rules/{ruleName}/disable", call => Switch(call, false), Resource)
        .Add("DeleteTopicRule", "DELETE", "/rules/{ruleName}", Delete, Resource);

    private static string Name(Call call) => call.Input.Required("ruleName");

    // The payload is the whole body; the name comes from the path.
    private static Document Payload(Call call) => JsonCodec.Read(call.Request.Body);

    private string Resource(Call call) => account.Arn("iot", $"rule/{Name(call)}");

    private Document? Create(Call call)
    {
        rules.Create(Name(call), Payload(call));
        tags.Set(Resource(call), HeaderTags(call));
        return null;
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
        var page = Page.Take(fitting, rule => rule.Key, input.Text("nextToken"), input.Integer("maxResults"), PageSize);
        return new Document
        {
            ["rules"] = page.Items.Select(item => new Document
            {
                ["ruleArn"] = item.Rule.Arn,
                ["ruleName"] = item.Rule.Name,
                ["topicPattern"] = item.Rule.Statement.Filter,
                ["createdAt"] = item.Rule.Created,
                ["ruleDisabled"] = item.Rule.IsDisabled,
            }).ToList(),
            ["nextToken"] = page.Next,
        };
    }

    private Document? Replace(Call call)
    {
        rules.Replace(Name(call), Payload(call));
        return null;
    }

    private Document? Switch(Call call, bool on)
    {
        rules.Switch(Name(call), on);
        return null;
    }

    private Document? Delete(Call call)
    {
        rules.Delete(Name(call));
        tags.Remove(Resource(call));
        return null;
    }

    // Tags of a new rule travel in a header, in the form of a query.
    private static IEnumerable<Document> HeaderTags(Call call) =>
        (call.Header("x-amz-tagging") ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(tag =>
        {
            var parts = tag.Split('=', 2);
            return new Document
            {
                ["Key"] = Uri.UnescapeDataString(parts[0]),
                ["Value"] = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "")
            };
        });
}
