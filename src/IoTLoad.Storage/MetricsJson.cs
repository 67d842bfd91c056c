using System.Text.Json.Serialization;

namespace IoTLoad.Storage;

/// <summary>The JSON of a run folder's own files; plans and results are written by <see cref="Engine.EngineJson"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredState))]
[JsonSerializable(typeof(StoredSlice))]
internal sealed partial class MetricsJson : JsonSerializerContext;
