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
}
