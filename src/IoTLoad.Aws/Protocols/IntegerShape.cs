using System.Globalization;
using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>A 32-bit integer.</summary>
internal sealed class IntegerShape : ScalarShape<int>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, int value) => json.WriteNumberValue(value);

    /// <inheritdoc/>
    public override int ReadJson(JsonElement json) => json.GetInt32();

    /// <inheritdoc/>
    public override string ToText(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override int FromText(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
