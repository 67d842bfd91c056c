using System.Text.Json.Serialization;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>The JSON of profiles.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InfluxDbSettings))]
internal sealed partial class InfluxDbJson : JsonSerializerContext;
