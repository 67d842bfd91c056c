using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Deployment;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Deploys the Lambda function that runs shards of load tests, with all that it needs.</summary>
[Cmdlet(VerbsData.Publish, "IoTLoadFunction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(DeployedFunction))]
public sealed class PublishIoTLoadFunctionCommand : FunctionCommand
{
    /// <summary>Name of the function.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true), Alias("Name"), ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string FunctionName { get; set; } = "iotload";

    /// <summary>Instruction set.</summary>
    [Parameter, ValidateSet("arm64", "x86_64")]
    public string Architecture { get; set; } = "arm64";

    /// <summary>Memory, MB.</summary>
    [Parameter, WholeNumberTransformation]
    public int MemorySize { get; set; } = 1769;

    /// <summary>Longest run of an invocation.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Timeout { get; set; } = "15m";

    /// <summary>Days for which log lines are kept.</summary>
    [Parameter, WholeNumberTransformation]
    public int RetentionDays { get; set; } = 7;

    /// <summary>Concurrency that is kept for the function, and is its limit.</summary>
    [Parameter, ValidateRange(1, 100_000), PSDefaultValue(Help = "The account's limit"), WholeNumberTransformation]
    public int? ReservedConcurrency { get; set; }

    /// <summary>Topics below which the function may publish and subscribe.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] TopicPrefix { get; set; } = ["loadtest"];

    /// <summary>What the client IDs of its devices may begin with.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] ClientIdPrefix { get; set; } = ["iotload-"];

    /// <summary>Number of topic rules that start the function.</summary>
    [Parameter, WholeNumberTransformation]
    public int TriggerRules { get; set; }

    /// <summary>Topic of trigger messages.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "iotload/triggers/ and the function's name")]
    public string? TriggerTopic { get; set; }

    /// <summary>ARNs of what topic rules deliver the load to.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] Downstream { get; set; } = [];

    /// <summary>Topic of Kafka, for the ARN of a VPC rule destination.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? KafkaTopic { get; set; }

    /// <summary>Properties of Kafka's client.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable KafkaProperty { get; set; } = [];

    /// <summary>Zip with the executable bootstrap.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "The one that the module brings along")]
    public string? ZipFile { get; set; }

    private protected override void Process()
    {
        if (TriggerTopic is not null && TriggerRules == 0)
        {
            throw LoadException.InvalidInput(
                "TriggerTopicNeedsRules", "A trigger topic is of no use without topic rules that select it.",
                "Add -TriggerRules, or leave out -TriggerTopic.", TriggerTopic);
        }

        if (Downstream.Length == 0 && (KafkaTopic is not null || KafkaProperty.Count > 0))
        {
            throw LoadException.InvalidInput(
                "KafkaNeedsDownstream",
                "-KafkaTopic and -KafkaProperty are for a delivery to Kafka, and nothing is to be delivered.",
                "Add -Downstream with the ARN of the VPC rule destination, or leave them out.", KafkaTopic);
        }

        var request = Request();
        var planned = Await($"Function {FunctionName}", _ => FunctionDeployment.DescribeAsync(Connection(), request, Stopped));
        var documents = string.Join(Environment.NewLine,
            planned.Select(part => $"{part.Kind} {part.Name}{Environment.NewLine}{part.Document}"));
        if (ShouldProcess($"Publish the function {FunctionName} and what it needs:{Environment.NewLine}{documents}",
            $"Publish the function {FunctionName}?", "Publish-IoTLoadFunction"))
        {
            WriteObject(Await($"Function {FunctionName}",
                progress => FunctionDeployment.PublishAsync(Connection(), request, progress, Stopped)));
        }
    }

    private FunctionRequest Request() => new()
    {
        Name = FunctionName,
        Architecture = Architecture,
        MemorySize = MemorySize,
        Timeout = DurationText.Parse(Timeout, "-Timeout"),
        RetentionDays = RetentionDays,
        ReservedConcurrency = ReservedConcurrency,
        TopicPrefixes = TopicPrefix,
        ClientIdPrefixes = ClientIdPrefix,
        TriggerRules = TriggerRules,
        TriggerTopic = TriggerTopic,
        Downstream = [.. Downstream.Select(arn => new DownstreamTarget(arn)
        {
            KafkaTopic = KafkaTopic,
            KafkaProperties = KafkaProperty.Cast<DictionaryEntry>()
                .ToDictionary(entry => $"{entry.Key}", entry => $"{entry.Value}", StringComparer.Ordinal),
        })],
        ZipFile = PathOf(ZipFile) ?? ZipOf(Architecture),
    };
}
