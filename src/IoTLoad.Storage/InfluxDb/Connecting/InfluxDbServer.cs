using System.Net;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>The API that a server speaks.</summary>
public enum InfluxDbKind
{
    /// <summary>InfluxDB 1.x: <c>/write</c> and InfluxQL.</summary>
    V1,

    /// <summary>InfluxDB 2.x: <c>/api/v2/write</c> and Flux; with a user name instead of a token, as 1.x.</summary>
    V2,

    /// <summary>InfluxDB 3.x: <c>/write</c> and InfluxQL.</summary>
    V3,

    /// <summary>Another product that accepts InfluxDB's writes but not its queries, such as VictoriaMetrics.</summary>
    Writer,
}

/// <summary>What a server says it is.</summary>
/// <param name="Kind">The API that it speaks.</param>
/// <param name="Product">Name of the product.</param>
/// <param name="Version">Its version; empty if it does not say.</param>
public sealed record InfluxDbServer(InfluxDbKind Kind, string Product, string Version)
{
    /// <summary>Product and version.</summary>
    public override string ToString() => $"{Product} {Version}".TrimEnd();

    /// <summary>
    /// Asks a server what it is. Every InfluxDB names its version in a header of <c>/ping</c> (docs.influxdata.com, "Ping" of each
    /// version's API reference); <c>/health</c> is for proxies that remove it. VictoriaMetrics answers <c>/ping</c> without one.
    /// </summary>
    /// <exception cref="LoadException">InfluxDbUnreachable and similar, InfluxDbUnauthorized, InfluxDbNotRecognised.</exception>
    internal static async Task<InfluxDbServer> DetectAsync(InfluxDbHttp http, CancellationToken cancellation)
    {
        using var ping = await http.SendAsync(HttpMethod.Get, "ping", null, cancellation);
        var body = await http.ReadTextAsync(ping, cancellation);
        if (ping.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            // 3.x wants the token here, too.
            throw InfluxDbErrors.Unauthorized(http.Connection, InfluxDbAnswer.Message(body));
        }

        if ((int)ping.StatusCode >= 500)
        {
            throw InfluxDbErrors.ServerFailed(http.Connection, ping.StatusCode, InfluxDbAnswer.Message(body));
        }

        if (Of(Header("X-Influxdb-Version") ?? Text(body, "version"), Header("X-Influxdb-Build")) is { } known)
        {
            return known;
        }

        var health = await GetAsync("health");
        if (Text(health, "name") == "influxdb")
        {
            return Of(Text(health, "version"), null) ?? new InfluxDbServer(InfluxDbKind.V2, "InfluxDB", "");
        }

        return (await GetAsync("")).Contains("VictoriaMetrics", StringComparison.Ordinal)
            ? new InfluxDbServer(InfluxDbKind.Writer, "VictoriaMetrics", "")
            : throw InfluxDbErrors.NotRecognised(
                http.Connection, InvariantText.Text($"/ping is answered with {(int)ping.StatusCode} and no version"));

        string? Header(string name) => ping.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

        async Task<string> GetAsync(string path)
        {
            using var answer = await http.SendAsync(HttpMethod.Get, path, null, cancellation);
            return await http.ReadTextAsync(answer, cancellation);
        }
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

    private static string? Text(string body, string property) => InfluxDbAnswer.Read(body, root => InfluxDbAnswer.Text(root, property));
}
