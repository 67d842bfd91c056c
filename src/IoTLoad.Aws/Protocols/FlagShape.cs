using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>A boolean: <c>true</c> or <c>false</c> everywhere.</summary>
internal sealed class FlagShape : ScalarShape<bool>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);

    /// <inheritdoc/>
    public override bool ReadJson(JsonElement json) => json.GetBoolean();

    /// <inheritdoc/>
    public override string ToText(bool value) => value ? "true" : "false";

    /// <inheritdoc/>
    public override bool FromText(string text) => bool.Parse(text);
}
