using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Writes;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Whether writing to a database and reading from it work, and why not.</summary>
/// <param name="Server">What the server is; null if it could not be reached.</param>
/// <param name="WriteError">Why writing does not work; null if it does.</param>
/// <param name="ReadError">Why reading does not work; null if it does.</param>
public sealed record InfluxDbCheck(InfluxDbServer? Server, LoadException? WriteError, LoadException? ReadError)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Url} {Target}".TrimEnd();

    /// <summary>Measurement that the check writes one point of.</summary>
    public const string Measurement = "iotload_check";

    /// <summary>The server's URL.</summary>
    public string Url { get; init; } = "";

    /// <summary>Name of the bucket or database.</summary>
    public string Target { get; init; } = "";

    /// <summary>Whether points can be written.</summary>
    public bool CanWrite => WriteError is null;

    /// <summary>Whether points can be read.</summary>
    public bool CanRead => ReadError is null;

    /// <summary>Writes a point and asks for it.</summary>
    /// <exception cref="LoadException">A certificate or key cannot be read; everything else is in the returned check.</exception>
    public static async Task<InfluxDbCheck> RunAsync(InfluxDbConnection connection, CancellationToken cancellation = default)
    {
        using var client = new InfluxDbClient(connection);
        InfluxDbServer server;
        try
        {
            server = await client.DetectAsync(cancellation);
        }
        catch (LoadException exception)
        {
            return Of(null, exception, exception);
        }

        var writeError = await WriteAsync(client, cancellation);
        return Of(server, writeError, await ReadAsync(client, server, cancellation));

        InfluxDbCheck Of(InfluxDbServer? found, LoadException? write, LoadException? read) =>
            new(found, write, read) { Url = connection.Place, Target = connection.Target };
    }

    private static async Task<LoadException?> WriteAsync(InfluxDbClient client, CancellationToken cancellation)
    {
        var point = PointData.Measurement(Measurement).Field("value", 1L).Timestamp(DateTimeOffset.UtcNow, WritePrecision.Ns);
        var outcome = await client.WriteAsync([point.ToLineProtocol()], cancellation);
        return outcome.Status switch
        {
            WriteStatus.Accepted => null,
            WriteStatus.Rejected or WriteStatus.TooLarge => InfluxDbErrors.LineRejected(client.Connection, outcome.Message, Measurement),
            _ => outcome.Error,
        };
    }

    private static async Task<LoadException?> ReadAsync(InfluxDbClient client, InfluxDbServer server, CancellationToken cancellation)
    {
        if (server.Kind == InfluxDbKind.Writer)
        {
            return InfluxDbErrors.ReadNotSupported(client.Connection, server);
        }

        try
        {
            if (client.SpeaksV2(server))
            {
                var flux = $"from(bucket: {Flux.String(client.Connection.Target)}) |> range(start: -1h) "
                    + $"|> filter(fn: (r) => r._measurement == {Flux.String(Measurement)}) |> last()";
                await foreach (var _ in client.QueryFluxAsync(flux, cancellation))
                {
                    // All that counts is that it can be read.
                }
            }
            else
            {
                var influxQl = $"SELECT last(\"value\") FROM {InfluxQl.Identifier(Measurement)}";
                await foreach (var _ in InfluxQl.ReadAsync(client, influxQl, cancellation))
                {
                    // As above.
                }
            }

            return null;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            return exception as LoadException ?? client.Explain(exception);
        }
    }
}
