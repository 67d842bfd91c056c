using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using InfluxDB.Client;
using InfluxDB.Client.Core.Exceptions;
using InfluxDB.Client.Core.Flux.Exceptions;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Writes to a server and queries it: 2.x by InfluxDB.Client, 1.x and 3.x by <c>/write</c> and InfluxQL. The former uses the same
/// HTTP client, so that TLS, redirects and faults are the same for all.
/// </summary>
internal sealed class InfluxDbClient : IDisposable
{
    /// <summary>Rows that may wait between the reader of an answer and the consumer.</summary>
    private const int RowsAhead = 1000;

    private readonly InfluxDbHttp _http;
    private readonly Lazy<InfluxDBClient> _v2;
    private volatile InfluxDbServer? _server;

    /// <exception cref="LoadException">A certificate or key cannot be read.</exception>
    public InfluxDbClient(InfluxDbConnection connection)
    {
        _http = new InfluxDbHttp(connection);
        _v2 = new Lazy<InfluxDBClient>(NewV2Client);
    }

    public InfluxDbConnection Connection => _http.Connection;

    /// <summary>What the server is; asked until it answers, then remembered.</summary>
    /// <exception cref="LoadException">See <see cref="InfluxDbServer.DetectAsync"/>.</exception>
    public async Task<InfluxDbServer> DetectAsync(CancellationToken cancellation) =>
        _server ??= await InfluxDbServer.DetectAsync(_http, cancellation);

    /// <summary>Whether the server is spoken to by the API of 2.x, and so by Flux.</summary>
    public bool SpeaksV2(InfluxDbServer server) => server.Kind switch
    {
        // 2.x accepts a user name and password in the API of 1.x only; other products accept either API.
        InfluxDbKind.V2 => Connection.Token is not null || Connection.Username is null,
        InfluxDbKind.Writer => Connection.Bucket is not null,
        _ => false,
    };

    /// <summary>Writes lines.</summary>
    /// <param name="lines">Line protocol with nanosecond times.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<WriteOutcome> WriteAsync(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        try
        {
            return SpeaksV2(await DetectAsync(cancellation))
                ? await WriteV2Async(lines, cancellation)
                : await WriteV1Async(lines, cancellation);
        }
        catch (LoadException exception)
        {
            return WriteOutcome.Of(exception);
        }
    }

    /// <summary>Asks in InfluxQL.</summary>
    /// <returns>The chunks of the answer.</returns>
    public async IAsyncEnumerable<JsonElement> QueryInfluxQlAsync(string query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = $"query?db={Uri.EscapeDataString(Connection.Target)}&epoch=ns&chunked=true&chunk_size=1000";
        using var content = new FormUrlEncodedContent([new("q", query)]);
        using var response = await _http.SendAsync(HttpMethod.Post, path, content, cancellation);
        if (!response.IsSuccessStatusCode)
        {
            var message = InfluxDbAnswer.Message(await _http.ReadTextAsync(response, cancellation));
            throw InfluxDbAnswer.Error(Connection, response.StatusCode, message);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var chunks = JsonSerializer.DeserializeAsyncEnumerable(body, InfluxDbJson.Default.JsonElement, topLevelValues: true, cancellation);
        await foreach (var chunk in chunks)
        {
            yield return chunk;
        }
    }

    /// <summary>Asks in Flux.</summary>
    /// <returns>The rows of the answer: values by the name of their column.</returns>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> QueryFluxAsync(
        string query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var org = Connection.Org ?? throw InfluxDbErrors.OrgMissing(Connection);
        var rows = Channel.CreateBounded<IReadOnlyDictionary<string, object?>>(RowsAhead);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        // QueryApi pushes: its thread waits here until the consumer has room again.
        var asking = Task.Run(
            () => _v2.Value.GetQueryApi().QueryAsync(
                query,
                record => rows.Writer.WriteAsync(record.Values!, over.Token).AsTask().GetAwaiter().GetResult(),
                error => rows.Writer.TryComplete(error),
                () => rows.Writer.TryComplete(),
                org,
                over.Token),
            CancellationToken.None);
        try
        {
            await foreach (var row in rows.Reader.ReadAllAsync(cancellation))
            {
                yield return row;
            }
        }
        finally
        {
            await over.CancelAsync();
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What a fault while querying means.</summary>
    public LoadException Explain(Exception exception) => exception switch
    {
        AnswerErrorException or FluxQueryException => InfluxDbErrors.QueryFailed(Connection, exception.Message),
        HttpException { Status: > 0 } http =>
            InfluxDbAnswer.Error(Connection, (HttpStatusCode)http.Status, InfluxDbAnswer.Message(http.Message ?? "")),
        _ => _http.Explain(exception) ?? InfluxDbErrors.AnswerMalformed(Connection, exception.Message, exception),
    };

    public void Dispose()
    {
        if (_v2.IsValueCreated)
        {
            _v2.Value.Dispose();
        }

        _http.Dispose();
    }

    private InfluxDBClient NewV2Client()
    {
        var options = InfluxDBClientOptions.Builder.CreateNew()
            .Url(Connection.Url.GetLeftPart(UriPartial.Path))
            .TimeOut(Connection.Timeout)
            .SetHttpClient(_http.Client);
        return new InfluxDBClient((Connection.Token is { } token ? options.AuthenticateToken(token) : options).Build()).EnableGzip();
    }

    private async Task<WriteOutcome> WriteV2Async(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        // Products that only write ignore the organisation, but the client wants one.
        var org = Connection.Org ?? (_server?.Kind == InfluxDbKind.V2 ? throw InfluxDbErrors.OrgMissing(Connection) : "-");
        try
        {
            await _v2.Value.GetWriteApiAsync()
                .WriteRecordsAsync(lines, bucket: Connection.Target, org: org, cancellationToken: cancellation);
            return new WriteOutcome(WriteStatus.Accepted);
        }
        catch (HttpException exception) when (exception.Status > 0)
        {
            var retryAfter = exception.RetryAfter?.ToString(CultureInfo.InvariantCulture);
            return InfluxDbAnswer.OfWrite(Connection, (HttpStatusCode)exception.Status, exception.Message ?? "", retryAfter);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw _http.Explain(exception) ?? InfluxDbErrors.ConnectionLost(Connection, exception.Message, exception);
        }
    }

    private async Task<WriteOutcome> WriteV1Async(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        using var body = LineText.Compress(lines);
        using var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        content.Headers.ContentEncoding.Add("gzip");
        var path = $"write?db={Uri.EscapeDataString(Connection.Target)}&precision=ns";
        using var response = await _http.SendAsync(HttpMethod.Post, path, content, cancellation);
        var answer = response.StatusCode == HttpStatusCode.NoContent ? "" : await _http.ReadTextAsync(response, cancellation);
        return InfluxDbAnswer.OfWrite(Connection, response.StatusCode, answer, response.Headers.RetryAfter?.ToString());
    }
}

/// <summary>An error that a server reports within an answer.</summary>
internal sealed class AnswerErrorException(string message) : Exception(message);
