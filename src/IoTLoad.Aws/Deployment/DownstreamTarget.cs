namespace IoTLoad.Aws.Deployment;

/// <summary>Something behind IoT Core that a topic rule delivers load messages to.</summary>
/// <param name="Arn">
/// ARN of a Kinesis stream, Firehose delivery stream, SQS queue or S3 bucket (with a key prefix behind a slash, if wanted), or
/// of the VPC rule destination through which a Kafka cluster is reached.
/// </param>
public sealed record DownstreamTarget(string Arn)
{
    /// <summary>Topic of Kafka.</summary>
    public string? KafkaTopic { get; init; }

    /// <summary>Properties of Kafka's client, <c>bootstrap.servers</c> among them.</summary>
    public IReadOnlyDictionary<string, string> KafkaProperties { get; init; } = new Dictionary<string, string>();
}
