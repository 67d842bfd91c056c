using System.Net;
using System.Text.Json;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Finds out what a server is. Every InfluxDB names its version in the header of <c>/ping</c> (docs.influxdata.com, "Ping" of
/// each version's API reference); 2.x in <c>/health</c>, too. VictoriaMetrics answers <c>/ping</c> without one.
/// </summary>
internal static class ServerDetection
{
    private const string VersionHeader = "X-Influxdb-Version";
    private const string BuildHeader = "X-Influxdb-Build";

    /// <exception cref="LoadException">
    /// InfluxDbUnreachable and its like, InfluxDbUnauthorized, InfluxDbNotRecognised.
    /// </exception>
    public static async Task<InfluxDbServer> DetectAsync(InfluxDbTransport transport, CancellationToken cancellation)
    {
        var connection = transport.Connection;
        var (status, version, build, body) = await GetAsync(transport, "ping", cancellation);
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // 3.x asks for the token here, too.
            throw InfluxDbErrors.Unauthorized(connection, InfluxDbAnswer.Message(body));
        }

        if ((int)status >= 500)
        {
            throw InfluxDbErrors.ServerFailed(connection, status, InfluxDbAnswer.Message(body));
        }

        if (Of(version ?? Text(body, "version"), build) is { } known)
        {
            return known;
        }

        var health = await GetAsync(transport, "health", cancellation);
        if (Text(health.Body, "name") == "influxdb")
        {
            return Of(Text(health.Body, "version"), health.Build) ?? new InfluxDbServer(InfluxDbKind.V2, "InfluxDB", "");
        }

        var root = await GetAsync(transport, "", cancellation);
        return root.Body.Contains("VictoriaMetrics", StringComparison.Ordinal)
            ? new InfluxDbServer(InfluxDbKind.Writer, "VictoriaMetrics", "")
            : throw InfluxDbErrors.NotRecognised(connection, FormattableString.Invariant($"/ping is answered with {(int)status} and no version"));
    }

    internal static InfluxDbServer? Of(string? version, string? build)
    {
        var number = version?.TrimStart('v', 'V') ?? "";
        InfluxDbKind? kind = number.Split('.')[0] switch
        {
            "0" or "1" => InfluxDbKind.V1,
            "2" => InfluxDbKind.V2,
            "3" => InfluxDbKind.V3,
            _ when string.Equals(build, "cloud", StringComparison.OrdinalIgnoreCase) => InfluxDbKind.V2,
            _ => null,
        };
        return kind is { } known ? new InfluxDbServer(known, "InfluxDB", number) : null;
    }

    private static async Task<(HttpStatusCode Status, string? Version, string? Build, string Body)> GetAsync(
        InfluxDbTransport transport, string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var response = await transport.SendAsync(request, cancellation);
        return (response.StatusCode, Header(VersionHeader), Header(BuildHeader), await transport.ReadTextAsync(response, cancellation));

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
    }

    private static string? Text(string body, string property)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(property, out var value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            // Not JSON: it says nothing.
            return null;
        }
    }
}
