using System.Text.Json;
using System.Text.Json.Serialization;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine;

/// <summary>The JSON of plans, shards, reports and results: camel case, enumerations by name, absent where null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(LoadPlan))]
[JsonSerializable(typeof(ShardPlan))]
[JsonSerializable(typeof(ShardReport))]
[JsonSerializable(typeof(Slice))]
[JsonSerializable(typeof(LatencySet))]
[JsonSerializable(typeof(LoadResult))]
public sealed partial class EngineJson : JsonSerializerContext;
