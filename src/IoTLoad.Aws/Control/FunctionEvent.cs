using System.Text.Json.Serialization;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Aws.Control;

/// <summary>
/// What a publisher function is invoked with: a shard, or a trigger message that an IoT rule passed on. Holds no secrets.
/// </summary>
/// <remarks>
/// A trigger message is <c>{"type":"trigger","triggerNo":N,"ts":…}</c>; the rule adds <c>ruleNo</c>. Its shard is number
/// <c>(triggerNo − 1) × rules + ruleNo</c> of the event that the message has with it (<see cref="SignedEvent"/>; the number in it
/// does not matter), or else of the event that is stored in the parameter <see cref="PlanParameter"/>, or in that which the function's
/// environment names (<see cref="PlanParameterVariable"/>). Anyone with rights on the topic can send such a message, so a plan in it
/// counts only if it is signed.
/// </remarks>
public sealed record FunctionEvent
{
    /// <summary>Value of <see cref="Type"/> of a trigger message.</summary>
    public const string TriggerType = "trigger";

    /// <summary>Environment variable that names the parameter of the event for triggers that bring none.</summary>
    public const string PlanParameterVariable = "IOTLOAD_PLAN_PARAMETER";

    /// <summary><c>trigger</c>, or anything else for a shard.</summary>
    public string? Type { get; init; }

    /// <summary>The shard to run.</summary>
    public ShardPlan? Shard { get; init; }

    /// <summary>Where to report; null takes the broker under test.</summary>
    public ControlEndpoint? Control { get; init; }

    /// <summary>Where the secrets are.</summary>
    public SecretSources Secrets { get; init; } = new();

    /// <summary>Whether to sign for hosts that are not AWS's, such as a stand-in's or a domain of one's own.</summary>
    public bool AlwaysSign { get; init; }

    /// <summary>How often to report.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where to write points of single connections and messages; null writes none.</summary>
    public PointTarget? Points { get; init; }

    /// <summary>
    /// Whether a coordinator collects the reports, and afterwards removes what the broker has retained of the run. Without one, nothing
    /// is retained.
    /// </summary>
    public bool Collected { get; init; } = true;

    /// <summary>Number of rules that pass each trigger message on.</summary>
    public int Rules { get; init; } = 1;

    /// <summary>Number of the trigger message, from 1 as in the earlier scripts.</summary>
    public int? TriggerNo { get; init; }

    /// <summary>Number of the rule that passed it on, from 0.</summary>
    public int? RuleNo { get; init; }

    /// <summary>Name of the parameter that holds the event that a trigger message refers to.</summary>
    public string? PlanParameter { get; init; }

    /// <summary>The event of a trigger message, JSON, as <see cref="TriggerMessage"/> signs it.</summary>
    public string? SignedEvent { get; init; }

    /// <summary>Signature of <see cref="SignedEvent"/>, base64.</summary>
    public string? Signature { get; init; }

    /// <summary>When a signed event stops starting anything.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>ID of the run, where it is not that of the stored event.</summary>
    public string? RunId { get; init; }
}

/// <summary>The JSON of events and commands, in the form that <see cref="Engine.EngineJson"/> has.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(FunctionEvent))]
[JsonSerializable(typeof(TriggerMessage))]
[JsonSerializable(typeof(ControlCommand))]
[JsonSerializable(typeof(DeviceSecret))]
public sealed partial class ControlJson : JsonSerializerContext;
