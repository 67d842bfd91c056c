using System.Text.Json.Serialization;

namespace IoTLoad.Aws.Devices;

/// <summary>The JSON of a fleet's journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(FleetCertificate))]
internal sealed partial class FleetJson : JsonSerializerContext;
