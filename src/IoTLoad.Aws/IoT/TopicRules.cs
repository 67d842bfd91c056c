using System.Text.Json.Serialization;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A topic rule in a list.</summary>
public class TopicRuleListItem
{
    public string? RuleName { get; set; }
}

/// <summary>What a topic rule selects and does.</summary>
public class TopicRulePayload
{
    public string? Sql { get; set; }
    public string? Description { get; set; }
    public List<Action>? Actions { get; set; }
    public bool? RuleDisabled { get; set; }
    public string? AwsIotSqlVersion { get; set; }
    public Action? ErrorAction { get; set; }
}

/// <summary>A topic rule. Only the kinds of actions that this project knows are read.</summary>
public class TopicRule : TopicRulePayload;

/// <summary>Makes a topic rule.</summary>
public class CreateTopicRuleRequest : AmazonWebServiceRequest
{
    public string? RuleName { get; set; }
    [JsonPropertyName(WireProtocol.Body)] public TopicRulePayload? TopicRulePayload { get; set; }
    [JsonPropertyName("x-amz-tagging")] public string? Tags { get; set; }
}

/// <summary>Deletes a topic rule.</summary>
public class DeleteTopicRuleRequest : AmazonWebServiceRequest
{
    public string? RuleName { get; set; }
}

/// <summary>Reads a topic rule.</summary>
public class GetTopicRuleRequest : AmazonWebServiceRequest
{
    public string? RuleName { get; set; }
}

public class GetTopicRuleResponse : AmazonWebServiceResponse
{
    public TopicRule? Rule { get; set; }
}

/// <summary>Lists topic rules, a page at a time.</summary>
public class ListTopicRulesRequest : AmazonWebServiceRequest
{
    public int? MaxResults { get; set; }
    public string? NextToken { get; set; }
}

public class ListTopicRulesResponse : AmazonWebServiceResponse
{
    public List<TopicRuleListItem>? Rules { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Replaces a topic rule as a whole.</summary>
public class ReplaceTopicRuleRequest : AmazonWebServiceRequest
{
    public string? RuleName { get; set; }
    [JsonPropertyName(WireProtocol.Body)] public TopicRulePayload? TopicRulePayload { get; set; }
}

/// <summary>What a rule does with a message: exactly one of the members is set.</summary>
public class Action
{
    public LambdaAction? Lambda { get; set; }
    public SqsAction? Sqs { get; set; }
    public KinesisAction? Kinesis { get; set; }
    public RepublishAction? Republish { get; set; }
    public S3Action? S3 { get; set; }
    public FirehoseAction? Firehose { get; set; }
    public KafkaAction? Kafka { get; set; }
}

/// <summary>Writes to a Firehose stream.</summary>
public class FirehoseAction
{
    public string? RoleArn { get; set; }
    public string? DeliveryStreamName { get; set; }
    public string? Separator { get; set; }
}

/// <summary>Writes to a Kafka topic.</summary>
public class KafkaAction
{
    public string? DestinationArn { get; set; }
    public string? Topic { get; set; }
    public Dictionary<string, string>? ClientProperties { get; set; }
}

/// <summary>Writes to a Kinesis data stream.</summary>
public class KinesisAction
{
    public string? RoleArn { get; set; }
    public string? StreamName { get; set; }
    public string? PartitionKey { get; set; }
}

/// <summary>Invokes a Lambda function asynchronously.</summary>
public class LambdaAction
{
    public string? FunctionArn { get; set; }
}

/// <summary>Publishes to another MQTT topic.</summary>
public class RepublishAction
{
    public string? RoleArn { get; set; }
    public string? Topic { get; set; }
    public int? Qos { get; set; }
}

/// <summary>Writes an object to an S3 bucket.</summary>
public class S3Action
{
    public string? RoleArn { get; set; }
    public string? BucketName { get; set; }
    public string? Key { get; set; }
}

/// <summary>Sends to an SQS queue.</summary>
public class SqsAction
{
    public string? RoleArn { get; set; }
    public string? QueueUrl { get; set; }
    public bool? UseBase64 { get; set; }
}
