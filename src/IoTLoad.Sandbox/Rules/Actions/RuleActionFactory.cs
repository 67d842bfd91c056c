using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>Makes the actions of a rule from how the control plane describes them.</summary>
/// <param name="trusts">Whether IoT Core may assume a role, by its ARN; null to check no roles.</param>
internal sealed class RuleActionFactory(IFunctionInvoker functions, Republish publish, Func<string, bool>? trusts)
{
    // The members of each kind ("Action" of the AWS IoT API reference); the first names what the action is done to.
    private static readonly Dictionary<string, string[]> Kinds = new(StringComparer.Ordinal)
    {
        ["lambda"] = ["functionArn"],
        ["republish"] = ["topic", "roleArn", "qos", "headers"],
        ["kinesis"] = ["streamName", "roleArn", "partitionKey"],
        ["s3"] = ["bucketName", "roleArn", "key", "cannedAcl"],
        ["kafka"] = ["destinationArn", "topic", "key", "partition", "clientProperties", "headers"],
        ["firehose"] = ["deliveryStreamName", "roleArn", "separator", "batchMode"],
        ["sqs"] = ["queueUrl", "roleArn", "useBase64"],
        ["sns"] = ["targetArn", "roleArn", "messageFormat"],
        ["dynamoDBv2"] = ["putItem", "roleArn"],
        ["cloudwatchMetric"] = ["metricName", "roleArn", "metricNamespace", "metricValue", "metricUnit", "metricTimestamp"],
        ["cloudwatchLogs"] = ["logGroupName", "roleArn", "batchMode"],
    };

    /// <exception cref="RefusedException">The description is incomplete, or has no kind, several kinds, or a role that cannot be
    /// assumed.</exception>
    public IRuleAction Make(Document action, string ruleArn)
    {
        var (kind, value) = action.Where(member => member.Value is not null).ToList() switch
        {
            [var one] => one,
            [] => throw Unknown(),
            _ => throw Invalid("An action has exactly one kind."),
        };
        var members = Kinds.GetValueOrDefault(kind) ?? throw Unknown();
        var description = value as Document ?? throw Invalid($"The action {kind} is not a structure.");
        CheckMembers(description, $"the action {kind}", members);
        CheckRole(description.Text("roleArn"));
        return kind switch
        {
            "lambda" => new LambdaRuleAction(Needed(description, "functionArn"), ruleArn, functions),
            "republish" => MakeRepublish(description),
            "dynamoDBv2" => new UndeliverableRuleAction("DynamoDBv2", description.Child("putItem")?.Text("tableName") ?? ""),
            _ => new UndeliverableRuleAction($"{char.ToUpperInvariant(kind[0])}{kind[1..]}", description.Text(members[0]) ?? ""),
        };
    }

    /// <summary>Refuses what the sandbox does not know, so that a rehearsal never ignores a part of a rule.</summary>
    public static void CheckMembers(Document document, string where, string[] known)
    {
        var unknown = document.Keys.Except(known).FirstOrDefault();
        RefusedException.ThrowIf(
            unknown is not null, () => Invalid($"The sandbox does not know the member '{unknown}' of {where}."));
    }

    private RepublishRuleAction MakeRepublish(Document action) => action.Integer("qos") is not (null or 0 or 1)
        ? throw Invalid("The QoS of a republish action is 0 or 1.")
        : new RepublishRuleAction(Needed(action, "topic"), (int)(action.Integer("qos") ?? 0), publish);

    private void CheckRole(string? roleArn) => RefusedException.ThrowIf(roleArn is not null && trusts?.Invoke(roleArn) == false,
        () => Invalid($"iot.amazonaws.com is unable to assume role ({roleArn}) provided"));

    private static string Needed(Document action, string name) =>
        action.Text(name) is { Length: > 0 } value ? value : throw Invalid($"{name} is missing.");

    private static RefusedException Unknown() => Invalid(
        $"An action has to have a kind that the sandbox knows: lambda, republish, or, accepted and never delivered, "
            + $"{string.Join(", ", Kinds.Keys.Skip(2))}.");

    private static RefusedException Invalid(string message) => new(400, "InvalidRequestException", message);
}
