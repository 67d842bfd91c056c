using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>What a rule does with a message: exactly one of the members is set.</summary>
public class Action
{
    internal static readonly Structure<Action> Shape = new()
    {
        { "dynamoDBv2", DynamoDBv2Action.Shape, r => r.DynamoDBv2, (r, v) => r.DynamoDBv2 = v },
        { "lambda", LambdaAction.Shape, r => r.Lambda, (r, v) => r.Lambda = v },
        { "sns", SnsAction.Shape, r => r.Sns, (r, v) => r.Sns = v },
        { "sqs", SqsAction.Shape, r => r.Sqs, (r, v) => r.Sqs = v },
        { "kinesis", KinesisAction.Shape, r => r.Kinesis, (r, v) => r.Kinesis = v },
        { "republish", RepublishAction.Shape, r => r.Republish, (r, v) => r.Republish = v },
        { "s3", S3Action.Shape, r => r.S3, (r, v) => r.S3 = v },
        { "firehose", FirehoseAction.Shape, r => r.Firehose, (r, v) => r.Firehose = v },
        { "cloudwatchMetric", CloudwatchMetricAction.Shape, r => r.CloudwatchMetric, (r, v) => r.CloudwatchMetric = v },
        { "cloudwatchLogs", CloudwatchLogsAction.Shape, r => r.CloudwatchLogs, (r, v) => r.CloudwatchLogs = v },
        { "kafka", KafkaAction.Shape, r => r.Kafka, (r, v) => r.Kafka = v },
    };

    /// <summary>Write to a table.</summary>
    public DynamoDBv2Action? DynamoDBv2 { get; set; }

    /// <summary>Invoke a function.</summary>
    public LambdaAction? Lambda { get; set; }

    /// <summary>Publish to an SNS topic.</summary>
    public SnsAction? Sns { get; set; }

    /// <summary>Send to a queue.</summary>
    public SqsAction? Sqs { get; set; }

    /// <summary>Write to a data stream.</summary>
    public KinesisAction? Kinesis { get; set; }

    /// <summary>Publish to another topic.</summary>
    public RepublishAction? Republish { get; set; }

    /// <summary>Write an object.</summary>
    public S3Action? S3 { get; set; }

    /// <summary>Write to a Firehose stream.</summary>
    public FirehoseAction? Firehose { get; set; }

    /// <summary>Put a metric.</summary>
    public CloudwatchMetricAction? CloudwatchMetric { get; set; }

    /// <summary>Write to a log group.</summary>
    public CloudwatchLogsAction? CloudwatchLogs { get; set; }

    /// <summary>Write to a Kafka topic.</summary>
    public KafkaAction? Kafka { get; set; }
}
