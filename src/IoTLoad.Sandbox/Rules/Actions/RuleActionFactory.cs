using Amazon.IoT.Model;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda;
using ActionModel = Amazon.IoT.Model.Action;

namespace IoTLoad.Sandbox.Rules.Actions;

/// <summary>Makes the actions of a rule from how the control plane describes them.</summary>
internal sealed class RuleActionFactory(IFunctionInvoker functions, Func<IMessageRouter> router)
{
    /// <summary>Makes one action.</summary>
    /// <exception cref="RefusedException">The description is incomplete, or has none or several kinds.</exception>
    public IRuleAction Make(ActionModel action, string ruleArn)
    {
        List<IRuleAction?> kinds =
        [
            action.Lambda is { } lambda ? new LambdaRuleAction(Needed(lambda.FunctionArn, "functionArn"), ruleArn, functions) : null,
            action.Republish is { } republish ? Republish(republish) : null,
            Undeliverable(action.Kinesis, "Kinesis", action.Kinesis?.StreamName),
            Undeliverable(action.S3, "S3", action.S3?.BucketName),
            Undeliverable(action.Kafka, "Kafka", action.Kafka?.DestinationArn),
            Undeliverable(action.Firehose, "Firehose", action.Firehose?.DeliveryStreamName),
            Undeliverable(action.Sqs, "Sqs", action.Sqs?.QueueUrl),
            Undeliverable(action.Sns, "Sns", action.Sns?.TargetArn),
            Undeliverable(action.DynamoDBv2, "DynamoDBv2", action.DynamoDBv2?.PutItem?.TableName),
            Undeliverable(action.CloudwatchMetric, "CloudwatchMetric", action.CloudwatchMetric?.MetricName),
            Undeliverable(action.CloudwatchLogs, "CloudwatchLogs", action.CloudwatchLogs?.LogGroupName),
        ];
        return kinds.OfType<IRuleAction>().ToList() switch
        {
            [var one] => one,
            [] => throw Invalid("An action has to have a kind that the sandbox knows: lambda, republish, or, accepted and never delivered, kinesis, s3, kafka, firehose, sqs, sns, dynamoDBv2, cloudwatchMetric or cloudwatchLogs."),
            _ => throw Invalid("An action has exactly one kind."),
        };
    }

    private RepublishRuleAction Republish(RepublishAction action)
    {
        if (action.Qos is not (null or 0 or 1))
        {
            throw Invalid("The QoS of a republish action is 0 or 1.");
        }

        return new RepublishRuleAction(Needed(action.Topic, "topic"), action.Qos ?? 0, router);
    }

    private static UndeliverableRuleAction? Undeliverable(object? action, string kind, string? resource) =>
        action is null ? null : new UndeliverableRuleAction(kind, resource ?? "");

    private static string Needed(string? value, string name) => string.IsNullOrEmpty(value) ? throw Invalid($"{name} is missing.") : value;

    private static RefusedException Invalid(string message) => new(400, "InvalidRequestException", message);
}
