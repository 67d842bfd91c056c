using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;

namespace IoTLoad.Aws.Protocols;

/// <summary>The shapes that structures are made of.</summary>
internal static class Shapes
{
    /// <summary>A string.</summary>
    public static readonly Shape<string> Text = new ScalarShape<string>(
        (json, value) => json.WriteStringValue(value), json => json.GetString()!, value => value, text => text);

    /// <summary>A boolean: <c>true</c> or <c>false</c> everywhere.</summary>
    public static readonly Shape<bool> Flag = new ScalarShape<bool>(
        (json, value) => json.WriteBooleanValue(value), json => json.GetBoolean(), value => value ? "true" : "false", bool.Parse);

    /// <summary>A 32-bit integer.</summary>
    public static readonly Shape<int> Integer = new ScalarShape<int>(
        (json, value) => json.WriteNumberValue(value), json => json.GetInt32(), value => value.ToString(CultureInfo.InvariantCulture),
        text => int.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>A 64-bit integer.</summary>
    public static readonly Shape<long> Long = new ScalarShape<long>(
        (json, value) => json.WriteNumberValue(value), json => json.GetInt64(), value => value.ToString(CultureInfo.InvariantCulture),
        text => long.Parse(text, CultureInfo.InvariantCulture));

    /// <summary>A double. JSON has no literal for what is not finite, so that comes as the strings NaN, Infinity and -Infinity.</summary>
    public static readonly Shape<double> Number = new ScalarShape<double>(
        (json, value) => json.WriteNumberValue(value),
        json => json.ValueKind == JsonValueKind.String ? ParseNumber(json.GetString()!) : json.GetDouble(),
        value => value.ToString("R", CultureInfo.InvariantCulture), ParseNumber);

    /// <summary>A time in UTC: seconds since 1970 in JSON, with a fraction where there is one; ISO 8601 in forms and XML.</summary>
    public static readonly Shape<DateTime> Time = new ScalarShape<DateTime>(
        WriteTime,
        json => json.ValueKind == JsonValueKind.String ? ParseTime(json.GetString()!)
            : DateTime.UnixEpoch.AddTicks((long)(json.GetDecimal() * TimeSpan.TicksPerSecond)),
        value => value.ToUniversalTime().ToString(
            value.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture),
        ParseTime);

    /// <summary>Bytes: base64 everywhere but as a payload, where they are the body.</summary>
    public static readonly Shape<MemoryStream> Bytes = new ScalarShape<MemoryStream>(
        (json, value) => json.WriteBase64StringValue(Content(value)), json => new(json.GetBytesFromBase64()),
        value => Convert.ToBase64String(Content(value)), text => new(Convert.FromBase64String(text)));

    /// <summary>A map from strings to strings.</summary>
    public static readonly Shape<Dictionary<string, string>> Map = new MapShape();

    /// <summary>A list.</summary>
    /// <param name="item">Shape of an item.</param>
    /// <typeparam name="T">Type of an item.</typeparam>
    public static Shape<List<T>> List<T>(Shape<T> item) => new ListShape<T>(item);

    /// <summary>One of a service's constants, or a newer one that this version does not know: the text is kept.</summary>
    /// <param name="find">Finds the constant of a text, or makes it.</param>
    /// <typeparam name="T">Type of the constants.</typeparam>
    public static Shape<T> Constant<T>(Func<string, T> find)
        where T : ConstantClass => new ScalarShape<T>(
            (json, value) => json.WriteStringValue(value.Value), json => find(json.GetString()!), value => value.Value, find);

    private static double ParseNumber(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static DateTime ParseTime(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    private static void WriteTime(Utf8JsonWriter json, DateTime value)
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

    // The whole content, wherever the caller has left the position: retries must send the same bytes.
    private static ReadOnlySpan<byte> Content(MemoryStream value) => value.TryGetBuffer(out var buffer) ? buffer : value.ToArray();
}
