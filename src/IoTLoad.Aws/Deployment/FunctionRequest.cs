namespace IoTLoad.Aws.Deployment;

/// <summary>The function that there should be, with all that belongs to it.</summary>
public sealed record FunctionRequest
{
    /// <summary>Name of the function; what is made for it is named after it.</summary>
    public string Name { get; init; } = "iotload";

    /// <summary>Instruction set: <c>arm64</c> or <c>x86_64</c>.</summary>
    public string Architecture { get; init; } = "arm64";

    /// <summary>Memory, MB; 1,769 MB are one core.</summary>
    public int MemorySize { get; init; } = 1769;

    /// <summary>Longest run of an invocation; AWS allows 15 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Days for which log lines are kept.</summary>
    public int RetentionDays { get; init; } = 7;

    /// <summary>The function may publish, subscribe and receive below these topics.</summary>
    public IReadOnlyList<string> TopicPrefixes { get; init; } = ["loadtest"];

    /// <summary>The function may connect with client IDs that begin with these.</summary>
    public IReadOnlyList<string> ClientIdPrefixes { get; init; } = ["iotload-"];

    /// <summary>Most invocations at a time; null leaves it to the account's limit.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>Topic rules that each start the function for every message on <see cref="TriggerTopic"/>.</summary>
    public int TriggerRules { get; init; }

    /// <summary>Topic of trigger messages; null takes <c>iotload/triggers/</c> and the name.</summary>
    public string? TriggerTopic { get; init; }

    /// <summary>Where topic rules deliver what is published on load topics.</summary>
    public IReadOnlyList<DownstreamTarget> Downstream { get; init; } = [];

    /// <summary>The zip with the executable <c>bootstrap</c>.</summary>
    public required string ZipFile { get; init; }
}

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
