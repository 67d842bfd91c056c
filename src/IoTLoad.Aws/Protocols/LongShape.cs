using System.Globalization;
using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>A 64-bit integer.</summary>
internal sealed class LongShape : ScalarShape<long>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, long value) => json.WriteNumberValue(value);

    /// <inheritdoc/>
    public override long ReadJson(JsonElement json) => json.GetInt64();

    /// <inheritdoc/>
    public override string ToText(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override long FromText(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
