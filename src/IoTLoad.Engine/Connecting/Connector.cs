using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Connecting.Sockets;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Connecting.WebSockets;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Connecting;

/// <summary>
/// Makes the connections of a worker: TCP, then TLS and WebSocket as the plan says. Holds no connection; may be used from
/// several threads at once.
/// </summary>
internal sealed class Connector
{
    private static readonly TimeSpan AlertLimit = TimeSpan.FromSeconds(1);

    private readonly ConnectorNode[] _nodes;
    private readonly IReadOnlyList<IPAddress> _locals;
    private readonly TlsHandshake _tls;
    private readonly IWebSocketSigner? _signer;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;
    private readonly TlsMaterial _material;

    /// <summary>Prepares connections; opens none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="tls">Its certificates and keys; stays the caller's, and must outlive the connections.</param>
    /// <param name="endpoints">Its endpoints, from <see cref="EndpointResolver.Resolve"/>.</param>
    /// <param name="pollers">Wait for the connections; null where .NET does. Stay the caller's, and must outlive the connections.</param>
    /// <param name="signer">Makes the request of each WebSocket handshake; null asks for the endpoint's URI.</param>
    /// <exception cref="LoadException">LocalAddressInvalid.</exception>
    public Connector(
        LoadPlan plan, TlsMaterial tls, IReadOnlyList<EndpointAddress> endpoints, SocketPollers? pollers, IWebSocketSigner? signer = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tls);
        ArgumentOutOfRangeException.ThrowIfZero(endpoints.Count);
        _nodes = [.. endpoints.Select(endpoint => new ConnectorNode(endpoint, plan.Session.ConnectTimeout, pollers))];
        _locals = LocalAddresses.Check(plan.LocalAddresses, endpoints);
        _tls = new TlsHandshake(plan.Tls, tls, AlpnNames.Of(plan));
        _signer = signer;
        _headers = AuthorizerForm.Headers(plan.Authorizer);
        _material = tls;
    }

    /// <summary>Whether connections that have no certificate of their own show one.</summary>
    public bool HasClientCertificate => _material.Client is not null;

    /// <summary>Number of nodes that connections are spread over.</summary>
    public int NodeCount => _nodes.Length;

    /// <summary>
    /// Opens connection <paramref name="index"/>. Reads and writes of the stream by <see cref="Memory{T}"/> allocate nothing
    /// in the steady state; one read and one write may be under way at a time. The caller sets the time limit by
    /// <paramref name="cancellation"/>, and disposes the stream.
    /// </summary>
    /// <param name="index">The connection's number in the whole plan, from 0; it decides endpoint and local address.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="parts">Takes how long each part took; null if nobody wants to know.</param>
    /// <param name="opened">Is given the TCP connection, whose owner is the stream; null where nobody wants it.</param>
    /// <exception cref="Exception">The connection failed; <see cref="Explain"/> says why.</exception>
    public async ValueTask<Stream> ConnectAsync(
        int index, CancellationToken cancellation, ConnectParts? parts = null, Action<TcpConnection>? opened = null)
    {
        var node = Node(index);
        var text = Describe(index);
        var start = Stopwatch.GetTimestamp();
        var connection = await node.Dialer.DialAsync(index / _nodes.Length, Local(index), cancellation);
        parts?.AddSince(LatencyMetric.TcpConnect, start);
        opened?.Invoke(connection);
        var stream = connection.Stream;
        try
        {
            if (node.Endpoint.UsesTls)
            {
                start = Stopwatch.GetTimestamp();
                stream = await _tls.AuthenticateAsync(stream, node, index, text, cancellation);
                parts?.AddSince(LatencyMetric.TlsHandshake, start);
            }

            if (node.Endpoint.UsesWebSocket)
            {
                stream = await UpgradeAsync(stream, node.Endpoint.Uri!, index, parts, cancellation);
            }

            // From here on little is done between two reads; a handshake takes milliseconds, which others need not wait for.
            if (connection.Stream is PolledStream polled)
            {
                polled.ReadInline = true;
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes a connection of which nothing is expected any more. By one caller alone: TLS does not bear two.</summary>
    public static async ValueTask CloseAsync(Stream? stream)
    {
        try
        {
            await (stream?.DisposeAsync() ?? default);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or SocketException)
        {
            // TLS and WebSocket say goodbye when they are closed, to a peer that may be gone.
        }
    }

    /// <summary>How long the hosts' names took to look up before the test; none for addresses.</summary>
    public IEnumerable<TimeSpan> Lookups => _nodes.Select(node => node.Endpoint.Lookup).Where(lookup => lookup > TimeSpan.Zero);

    /// <summary>Endpoint of a connection.</summary>
    public EndpointAddress EndpointOf(int index) => Node(index).Endpoint;

    /// <summary>Endpoint of a connection in messages and, where the plan names them, the address it comes from.</summary>
    public string Describe(int index)
    {
        var text = Node(index).Endpoint.Text;
        return Local(index) is { } local ? $"{text} (from {local})" : text;
    }

    /// <summary>Why a connection could not be made, or was lost.</summary>
    /// <param name="index">The connection's number.</param>
    /// <param name="exception">
    /// What <see cref="ConnectAsync"/>, or reading from or writing to its stream, threw; null where a read returned 0.
    /// </param>
    /// <param name="beforeConnAck">Whether the broker had not answered CONNECT yet.</param>
    public ConnectFault Explain(int index, Exception? exception, bool beforeConnAck)
    {
        var text = Describe(index);
        var fault = exception is null ? ConnectFault.Closed(text) : ConnectFault.Classify(exception, text);
        var certificateEnds = _material.EndsOf(index);
        if (certificateEnds < DateTime.UtcNow && Node(index).Endpoint.UsesTls
            && (fault.Reason == "TlsClientCertificateRefused" || (beforeConnAck && fault.Reason is ("ClosedByPeer" or "ConnectionReset"))))
        {
            return fault with
            {
                Reason = "ClientCertificateExpired",
                Message = Text(
                    $"{text} refused the connection: the client's certificate ended on {certificateEnds:yyyy-MM-dd HH:mm:ss} UTC."),
                Advice = $"Give a certificate that outlives the test as {PlanField.CertificateFile} or {PlanField.PfxFile}.",
            };
        }

        if (!beforeConnAck || exception is ConnectFaultException || fault.Reason is not ("ClosedByPeer" or "ConnectionReset"))
        {
            return fault;
        }

        // In TLS 1.3 the client is done before the server has judged its certificate, and some servers refuse it without an alert.
        var advice = Node(index).Endpoint switch
        {
            { UsesTls: true } when certificateEnds is null =>
                $"The broker may want a client certificate: {PlanField.CertificateFile} and {PlanField.KeyFile}, or {PlanField.PfxFile}. "
                + "Its log has the reason.",
            { UsesTls: true } => "The broker may not accept the client's certificate. Its log has the reason.",
            { Uri: null } => "This may be a listener for TLS (mqtts://) or WebSocket (ws://), or the broker has reached its limit.",
            _ => fault.Advice,
        };
        var verb = fault.Reason == "ClosedByPeer" ? "closed" : "reset";
        return fault with { Message = $"{text} {verb} the connection before it answered CONNECT.", Advice = advice };
    }

    /// <summary>
    /// As <see cref="Explain"/>, for a connection that ended between TLS's handshake and CONNACK. In TLS 1.3 that is when the
    /// client learns that its certificate was refused: by an alert and, as its own data was on the way, a reset. A write
    /// sees only the reset; the alert still waits to be read, and is read here.
    /// </summary>
    /// <param name="index">The connection's number.</param>
    /// <param name="stream">The stream of <see cref="ConnectAsync"/>; no read may be under way, and it is of no use afterwards.</param>
    /// <param name="exception">What reading or writing threw; null where a read returned 0.</param>
    public async ValueTask<ConnectFault> ExplainBeforeConnAckAsync(int index, Stream stream, Exception? exception)
    {
        if (stream is SslStream && exception is not null && !HasAlert(exception) && await PendingAlertAsync(stream) is { } alert)
        {
            exception = alert;
        }

        return Explain(index, exception, beforeConnAck: true);
    }

    private static bool HasAlert(Exception exception) => TlsAlert.Find(FaultClassification.Chain(exception)) is not null;

    private static async ValueTask<Exception?> PendingAlertAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(AlertLimit);
        try
        {
            await stream.ReadExactlyAsync(new byte[1], limit.Token);
            return null;
        }
        catch (Exception exception) when (
            exception is IOException or OperationCanceledException or InvalidOperationException or NotSupportedException)
        {
            return HasAlert(exception) ? exception : null;
        }
    }

    private async ValueTask<Stream> UpgradeAsync(Stream stream, Uri uri, int index, ConnectParts? parts, CancellationToken cancellation)
    {
        var node = Node(index);
        var text = Describe(index);
        var request = _signer is null ? new WebSocketRequest(uri, []) : await _signer.SignAsync(uri, index, cancellation);
        request = _headers.Count == 0 ? request : request with { Headers = [.. request.Headers, .. _headers] };
        try
        {
            var start = Stopwatch.GetTimestamp();
            var upgraded = await WebSocketHandshake.UpgradeAsync(stream, request, node, text, cancellation);
            parts?.AddSince(LatencyMetric.WebSocketUpgrade, start);
            return upgraded;
        }
        catch (IOException exception) when (exception is not ConnectFaultException)
        {
            var fault = await ExplainBeforeConnAckAsync(index, stream, exception);
            if (fault.Reason == "ConnectionReset")
            {
                fault = node.SpeaksWebSocket || node.Endpoint.UsesTls
                    ? FaultClassification.ClosedOrReset(exception, text, "in the WebSocket handshake")
                    : WebSocketHandshake.NotSpoken(text);
            }

            throw new ConnectFaultException(fault, exception);
        }
    }

    private ConnectorNode Node(int index) => _nodes[index % _nodes.Length];

    private IPAddress? Local(int index) => _locals.Count == 0 ? null : _locals[index / _nodes.Length % _locals.Count];
}
