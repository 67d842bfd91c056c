namespace IoTLoad.Engine.Connecting.Sockets;

/// <summary>An endpoint, the way to it, and what its connections have shown so far; shared by all devices that use it.</summary>
internal sealed class ConnectorNode(EndpointAddress endpoint, TimeSpan connectTimeout, SocketPollers? pollers)
{
    private volatile bool _speaksTls;
    private volatile bool _speaksWebSocket;

    /// <summary>The endpoint.</summary>
    public EndpointAddress Endpoint { get; } = endpoint;

    /// <summary>Opens TCP connections.</summary>
    public SocketDialer Dialer { get; } = new(endpoint, connectTimeout, pollers);

    /// <summary>
    /// Whether a TLS handshake has ended well. From then on, a connection that ends in the handshake is the sign of a broker
    /// in trouble, and no longer that of a listener without TLS.
    /// </summary>
    public bool SpeaksTls
    {
        get => _speaksTls;
        set => _speaksTls = value;
    }

    /// <summary>Whether a WebSocket handshake has ended well; used as <see cref="SpeaksTls"/> is.</summary>
    public bool SpeaksWebSocket
    {
        get => _speaksWebSocket;
        set => _speaksWebSocket = value;
    }
}
