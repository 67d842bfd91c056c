using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>What a rule does with a message: exactly one of the members is set.</summary>
public class Action
{
    internal static readonly Structure<Action> Shape = new()
    {
        { "lambda", LambdaAction.Shape, r => r.Lambda, (r, v) => r.Lambda = v },
        { "sqs", SqsAction.Shape, r => r.Sqs, (r, v) => r.Sqs = v },
        { "kinesis", KinesisAction.Shape, r => r.Kinesis, (r, v) => r.Kinesis = v },
        { "republish", RepublishAction.Shape, r => r.Republish, (r, v) => r.Republish = v },
        { "s3", S3Action.Shape, r => r.S3, (r, v) => r.S3 = v },
        { "firehose", FirehoseAction.Shape, r => r.Firehose, (r, v) => r.Firehose = v },
        { "kafka", KafkaAction.Shape, r => r.Kafka, (r, v) => r.Kafka = v },
    };

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
    internal static readonly Structure<FirehoseAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "deliveryStreamName", Shapes.Text, r => r.DeliveryStreamName, (r, v) => r.DeliveryStreamName = v },
        { "separator", Shapes.Text, r => r.Separator, (r, v) => r.Separator = v },
    };

    public string? RoleArn { get; set; }
    public string? DeliveryStreamName { get; set; }
    public string? Separator { get; set; }
}

/// <summary>Writes to a Kafka topic.</summary>
public class KafkaAction
{
    internal static readonly Structure<KafkaAction> Shape = new()
    {
        { "destinationArn", Shapes.Text, r => r.DestinationArn, (r, v) => r.DestinationArn = v },
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v },
        { "clientProperties", Shapes.Map, r => r.ClientProperties, (r, v) => r.ClientProperties = v },
    };

    public string? DestinationArn { get; set; }
    public string? Topic { get; set; }
    public Dictionary<string, string>? ClientProperties { get; set; }
}

/// <summary>Writes to a Kinesis data stream.</summary>
public class KinesisAction
{
    internal static readonly Structure<KinesisAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "streamName", Shapes.Text, r => r.StreamName, (r, v) => r.StreamName = v },
        { "partitionKey", Shapes.Text, r => r.PartitionKey, (r, v) => r.PartitionKey = v },
    };

    public string? RoleArn { get; set; }
    public string? StreamName { get; set; }
    public string? PartitionKey { get; set; }
}

/// <summary>Invokes a Lambda function asynchronously.</summary>
public class LambdaAction
{
    internal static readonly Structure<LambdaAction> Shape = new()
    {
        { "functionArn", Shapes.Text, r => r.FunctionArn, (r, v) => r.FunctionArn = v },
    };

    public string? FunctionArn { get; set; }
}

/// <summary>Publishes to another MQTT topic.</summary>
public class RepublishAction
{
    internal static readonly Structure<RepublishAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v },
        { "qos", Shapes.Integer, r => r.Qos, (r, v) => r.Qos = v },
    };

    public string? RoleArn { get; set; }
    public string? Topic { get; set; }
    public int? Qos { get; set; }
}

/// <summary>Writes an object to an S3 bucket.</summary>
public class S3Action
{
    internal static readonly Structure<S3Action> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "bucketName", Shapes.Text, r => r.BucketName, (r, v) => r.BucketName = v },
        { "key", Shapes.Text, r => r.Key, (r, v) => r.Key = v },
    };

    public string? RoleArn { get; set; }
    public string? BucketName { get; set; }
    public string? Key { get; set; }
}

/// <summary>Sends to an SQS queue.</summary>
public class SqsAction
{
    internal static readonly Structure<SqsAction> Shape = new()
    {
        { "roleArn", Shapes.Text, r => r.RoleArn, (r, v) => r.RoleArn = v },
        { "queueUrl", Shapes.Text, r => r.QueueUrl, (r, v) => r.QueueUrl = v },
        { "useBase64", Shapes.Flag, r => r.UseBase64, (r, v) => r.UseBase64 = v },
    };

    public string? RoleArn { get; set; }
    public string? QueueUrl { get; set; }
    public bool? UseBase64 { get; set; }
}
