using System.Globalization;
using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>A double. JSON has no literal for what is not finite, so that travels as the strings NaN, Infinity and -Infinity.</summary>
internal sealed class NumberShape : ScalarShape<double>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(ToText(value));
        }
    }

    /// <inheritdoc/>
    public override double ReadJson(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? FromText(json.GetString()!) : json.GetDouble();

    /// <inheritdoc/>
    public override string ToText(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override double FromText(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
