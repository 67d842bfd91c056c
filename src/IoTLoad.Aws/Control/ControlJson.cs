using System.Text.Json.Serialization;

namespace IoTLoad.Aws.Control;

/// <summary>The JSON of events and commands, in the form that <see cref="Engine.EngineJson"/> has.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(FunctionEvent))]
[JsonSerializable(typeof(TriggerMessage))]
[JsonSerializable(typeof(ControlCommand))]
[JsonSerializable(typeof(DeviceSecret))]
public sealed partial class ControlJson : JsonSerializerContext;
