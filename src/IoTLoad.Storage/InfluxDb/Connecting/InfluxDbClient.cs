using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Writes to a server and asks it, whichever version it is.</summary>
internal sealed class InfluxDbClient : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(10);
    private readonly InfluxDbTransport _transport;
    private readonly Lock _gate = new();
    private InfluxDbServer? _server;

    /// <exception cref="LoadException">A certificate or key cannot be read.</exception>
    public InfluxDbClient(InfluxDbConnection connection) => _transport = new InfluxDbTransport(connection);

    public InfluxDbConnection Connection => _transport.Connection;

    /// <summary>What the server is; asked once, until it can be reached.</summary>
    /// <exception cref="LoadException">See <see cref="ServerDetection.DetectAsync"/>.</exception>
    public async Task<InfluxDbServer> DetectAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_server is { } known)
            {
                return known;
            }
        }

        var server = await ServerDetection.DetectAsync(_transport, cancellation);
        lock (_gate)
        {
            return _server = server;
        }
    }

    /// <summary>Writes lines.</summary>
    /// <param name="gzip">Line protocol with nanosecond times, one gzip member.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<WriteOutcome> WriteAsync(ReadOnlyMemory<byte> gzip, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, WritePath(await DetectAsync(cancellation)));
            request.Content = new ReadOnlyMemoryContent(gzip);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
            request.Content.Headers.ContentEncoding.Add("gzip");
            using var response = await _transport.SendAsync(request, cancellation);
            var body = response.StatusCode == HttpStatusCode.NoContent ? "" : await _transport.ReadTextAsync(response, cancellation);
            return OutcomeOf(response, body);
        }
        catch (LoadException exception)
        {
            return new WriteOutcome { Status = IsPassing(exception) ? WriteStatus.Retry : WriteStatus.Refused, Error = exception };
        }
    }

    /// <summary>Asks by InfluxQL.</summary>
    /// <returns>The answer, whose body streams in.</returns>
    /// <exception cref="LoadException">The request failed.</exception>
    public Task<HttpResponseMessage> QueryInfluxQlAsync(string query, bool csv, CancellationToken cancellation)
    {
        var path = $"query?db={Uri.EscapeDataString(Connection.Target)}&epoch=ns&chunked=true&chunk_size=1000";
        return QueryAsync(path, new FormUrlEncodedContent([new("q", query)]), csv ? "application/csv" : "application/json", cancellation);
    }

    /// <summary>Asks by Flux (2.x).</summary>
    /// <inheritdoc cref="QueryInfluxQlAsync"/>
    public Task<HttpResponseMessage> QueryFluxAsync(string query, CancellationToken cancellation)
    {
        var path = $"api/v2/query?org={Uri.EscapeDataString(Connection.Org ?? throw InfluxDbErrors.OrgMissing(Connection))}";
        return QueryAsync(path, new StringContent(query, Encoding.UTF8, new MediaTypeHeaderValue("application/vnd.flux")), "application/csv", cancellation);
    }

    public void Dispose() => _transport.Dispose();

    private async Task<HttpResponseMessage> QueryAsync(string path, HttpContent content, string accept, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        var response = await _transport.SendAsync(request, cancellation);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var message = InfluxDbAnswer.Message(await _transport.ReadTextAsync(response, cancellation));
            throw response.StatusCode switch
            {
                HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => InfluxDbErrors.QueryFailed(Connection, message),
                _ => ErrorOf(response.StatusCode, message),
            };
        }
    }

    private Uri WritePath(InfluxDbServer server)
    {
        var bucket = Uri.EscapeDataString(Connection.Target);

        // 2.x takes a user and password on its 1.x path only; other products take either path.
        var old = server.Kind switch
        {
            InfluxDbKind.V1 => true,
            InfluxDbKind.V2 => Connection.Token is null && Connection.Username is not null,
            InfluxDbKind.V3 => false,
            _ => Connection.Bucket is null,
        };
        if (old)
        {
            return new Uri($"write?db={bucket}&precision=ns", UriKind.Relative);
        }

        var org = server.Kind == InfluxDbKind.V2 ? Connection.Org ?? throw InfluxDbErrors.OrgMissing(Connection) : Connection.Org ?? "";
        return new Uri($"api/v2/write?org={Uri.EscapeDataString(org)}&bucket={bucket}&precision=ns", UriKind.Relative);
    }

    private WriteOutcome OutcomeOf(HttpResponseMessage response, string body)
    {
        if (response.IsSuccessStatusCode)
        {
            return new WriteOutcome { Status = WriteStatus.Accepted };
        }

        var message = InfluxDbAnswer.Message(body);
        return response.StatusCode switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new WriteOutcome
            {
                Status = WriteStatus.Rejected,
                Message = message,
                Lines = InfluxDbAnswer.Lines(body),
                Dropped = InfluxDbAnswer.Dropped(message),
            },
            HttpStatusCode.RequestEntityTooLarge => new WriteOutcome { Status = WriteStatus.TooLarge, Message = message },
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => Retry(),
            >= HttpStatusCode.InternalServerError => Retry(),
            _ => new WriteOutcome { Status = WriteStatus.Refused, Error = ErrorOf(response.StatusCode, message) },
        };

        WriteOutcome Retry() => new()
        {
            Status = WriteStatus.Retry,
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
            Error = InfluxDbErrors.ServerFailed(Connection, response.StatusCode, message),
        };
    }

    private LoadException ErrorOf(HttpStatusCode status, string message) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => InfluxDbErrors.Unauthorized(Connection, message),
        HttpStatusCode.NotFound when message.Contains("not found", StringComparison.OrdinalIgnoreCase)
            && !message.Contains("page not found", StringComparison.OrdinalIgnoreCase) => InfluxDbErrors.BucketNotFound(Connection, message),
        >= HttpStatusCode.InternalServerError => InfluxDbErrors.ServerFailed(Connection, status, message),
        _ => InfluxDbErrors.Refused(Connection, status, message),
    };

    /// <summary>Whether the same request may succeed later without anybody changing its settings.</summary>
    private static bool IsPassing(LoadException exception) => exception.Kind == LoadErrorKind.ConnectionFailed
        && exception.ErrorId != "InfluxDbNotRecognised";

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - DateTimeOffset.UtcNow : null);
        return wait is not { } asked ? null : asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestRetryAfter ? LongestRetryAfter : asked;
    }
}
