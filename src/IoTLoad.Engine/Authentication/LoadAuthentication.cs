namespace IoTLoad.Engine.Authentication;

/// <summary>
/// How requests are signed, for platforms that want it. No part of the plan: it holds credentials, or knows where to get them,
/// and each worker has its own.
/// </summary>
public sealed record LoadAuthentication
{
    /// <summary>Signs each request of protocol <see cref="Plan.LoadProtocol.Http"/>; null leaves them unsigned.</summary>
    public IHttpRequestSigner? Http { get; init; }

    /// <summary>Signs each handshake of protocol <see cref="Plan.LoadProtocol.MqttWebSocket"/>; null leaves them unsigned.</summary>
    public IWebSocketSigner? WebSocket { get; init; }

    /// <summary>What a user must know of how requests are signed, such as that this machine's clock is off.</summary>
    public string? Warning { get; init; }
}

/// <summary>Signs HTTP requests. Called for each message, from several threads at once.</summary>
public interface IHttpRequestSigner
{
    /// <summary>Makes the headers that sign a request.</summary>
    /// <param name="request">The request as it will be sent; its body is valid until the returned task ends.</param>
    /// <param name="cancellation">The request's time is over, or the test's.</param>
    /// <returns>Headers to add; one that the last request of the device had as well takes its place.</returns>
    /// <exception cref="LoadException">It cannot be signed; the message fails with the error's ID as reason.</exception>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(HttpRequestToSign request, CancellationToken cancellation);
}

/// <summary>The parts of an HTTP request that a signature covers.</summary>
/// <param name="Method">The method, in capitals.</param>
/// <param name="Host">The Host header: with a port where it is not the scheme's.</param>
/// <param name="Path">The path as it is sent: percent-encoded once.</param>
/// <param name="Query">The query as it is sent, without the question mark.</param>
/// <param name="Body">The body.</param>
public readonly record struct HttpRequestToSign(string Method, string Host, string Path, string Query, ReadOnlyMemory<byte> Body);

/// <summary>Signs WebSocket handshakes. Called for each attempt to connect, a reconnect included, from several threads at once.</summary>
public interface IWebSocketSigner
{
    /// <summary>Makes the request of one handshake.</summary>
    /// <param name="endpoint">The endpoint of the plan, with the path that is asked for.</param>
    /// <param name="connection">The connection's number in the whole plan, from 0.</param>
    /// <param name="cancellation">The attempt's time is over, or the test's.</param>
    /// <exception cref="LoadException">It cannot be signed; the attempt fails with the error's ID as reason.</exception>
    ValueTask<WebSocketRequest> SignAsync(Uri endpoint, int connection, CancellationToken cancellation);
}

/// <summary>
/// What one connection asks for in its WebSocket handshake. Made anew for each connection, so that a URI can be presigned
/// and a header can carry a token that is still valid.
/// </summary>
/// <param name="Uri">The <c>ws</c> or <c>wss</c> URI; only its path and query are used.</param>
/// <param name="Headers">Additional headers.</param>
public sealed record WebSocketRequest(Uri Uri, IReadOnlyList<KeyValuePair<string, string>> Headers);
