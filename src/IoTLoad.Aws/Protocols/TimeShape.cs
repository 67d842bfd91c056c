using System.Globalization;
using System.Text.Json;

namespace IoTLoad.Aws.Protocols;

/// <summary>A time in UTC: seconds since 1970 in JSON, with a fraction where there is one; ISO 8601 in forms and XML.</summary>
internal sealed class TimeShape : ScalarShape<DateTime>
{
    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json, DateTime value)
    {
        var ticks = (value.ToUniversalTime() - DateTime.UnixEpoch).Ticks;
        if (ticks % TimeSpan.TicksPerSecond == 0)
        {
            json.WriteNumberValue(ticks / TimeSpan.TicksPerSecond);
        }
        else
        {
            json.WriteNumberValue(decimal.Round((decimal)ticks / TimeSpan.TicksPerSecond, 3));
        }
    }

    /// <inheritdoc/>
    public override DateTime ReadJson(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? FromText(json.GetString()!) : FromEpoch(json.GetDecimal());

    /// <inheritdoc/>
    public override string ToText(DateTime value)
    {
        var utc = value.ToUniversalTime();
        var format = utc.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        return utc.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override DateTime FromText(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static DateTime FromEpoch(decimal seconds) => DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
}
