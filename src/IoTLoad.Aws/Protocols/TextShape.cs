using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>A string.</summary>
internal sealed class TextShape : ScalarShape<string>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, string value) => json.WriteStringValue(value);

    /// <inheritdoc/>
    public override string ReadJson(JsonElement json) => json.GetString()!;

    /// <inheritdoc/>
    public override string ToText(string value) => value;

    /// <inheritdoc/>
    public override string FromText(string text) => text;
}
