using System.Globalization;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Whether writing to a database and reading from it work, and why not.</summary>
/// <param name="Server">What the server is; null where it could not be reached.</param>
/// <param name="WriteError">Why writing does not work; null where it does.</param>
/// <param name="ReadError">Why reading does not work; null where it does.</param>
public sealed record InfluxDbCheck(InfluxDbServer? Server, LoadException? WriteError, LoadException? ReadError)
{
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
    /// <exception cref="LoadException">A certificate or key cannot be read; all else is in the returned check.</exception>
    public static async Task<InfluxDbCheck> RunAsync(InfluxDbConnection connection, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
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
        var writer = new LineWriter();
        writer.Begin(Measurement);
        writer.Field("value", 1L);
        writer.End((DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick);
        var batch = new LineBatch();
        batch.Add(writer.Written);
        var outcome = await client.WriteAsync(batch.ToGzip(), cancellation);
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
            var flux = server.Kind == InfluxDbKind.V2;
            using var answer = flux
                ? await client.QueryFluxAsync(
                    $"from(bucket: {FluxText.String(client.Connection.Target)}) |> range(start: -1h) |> filter(fn: (r) => r._measurement == {FluxText.String(Measurement)}) |> last()",
                    cancellation)
                : await client.QueryInfluxQlAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT last(\"value\") FROM {InfluxQlText.Identifier(Measurement)}"), csv: false, cancellation);
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            await foreach (var _ in flux ? AnnotatedCsv.ReadAsync(body, cancellation) : InfluxQlJson.ReadAsync(body, cancellation))
            {
                // That it can be read is what counts.
            }

            return null;
        }
        catch (LoadException exception)
        {
            return exception;
        }
        catch (AnswerErrorException exception)
        {
            return InfluxDbErrors.QueryFailed(client.Connection, exception.Message);
        }
        catch (Exception exception) when (exception is AnswerFormatException or AnswerCutException)
        {
            return InfluxDbErrors.AnswerMalformed(client.Connection, exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return InfluxDbErrors.ConnectionLost(client.Connection, exception.Message, exception);
        }
    }
}
