using System.Net;
using System.Net.Sockets;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices.Connecting;

/// <summary>
/// Makes the connections of a worker: TCP, then TLS and WebSocket as the plan says. Holds no connection; may be used from
/// several threads at once.
/// </summary>
internal sealed class Connector
{
    private readonly IReadOnlyList<EndpointAddress> _endpoints;
    private readonly SocketDialer[] _dialers;
    private readonly IReadOnlyList<IPAddress> _locals;
    private readonly TlsHandshake _tls;
    private readonly Func<int, WebSocketRequest>? _requests;
    private readonly bool _hasClientCertificate;

    /// <summary>Prepares connections; opens none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="tls">Its certificates and keys; stays the caller's, and must outlive the connections.</param>
    /// <param name="endpoints">Its endpoints, from <see cref="EndpointResolver.Resolve"/>.</param>
    /// <param name="webSocketRequests">
    /// What connection <c>i</c> asks for in its WebSocket handshake, called for each attempt; null asks for the endpoint's URI.
    /// </param>
    /// <exception cref="LoadException">LocalAddressInvalid.</exception>
    public Connector(
        LoadPlan plan, TlsMaterial tls, IReadOnlyList<EndpointAddress> endpoints, Func<int, WebSocketRequest>? webSocketRequests = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(tls);
        ArgumentOutOfRangeException.ThrowIfZero(endpoints.Count);
        _endpoints = endpoints;
        _dialers = [.. endpoints.Select(endpoint => new SocketDialer(endpoint, plan.Session.ConnectTimeout))];
        _locals = LocalAddresses.Check(plan.LocalAddresses, endpoints);
        _tls = new TlsHandshake(plan.Tls, tls);
        _requests = webSocketRequests;
        _hasClientCertificate = tls.Client is not null;
    }

    /// <summary>
    /// Opens connection <paramref name="index"/>. Reads and writes of the stream by <see cref="Memory{T}"/> allocate nothing
    /// in the steady state; one read and one write may be under way at a time. The caller sets the time limit by
    /// <paramref name="cancellation"/>, and disposes the stream.
    /// </summary>
    /// <param name="index">The connection's number in the whole plan, from 0; it decides endpoint and local address.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Exception">The connection failed; <see cref="Explain"/> says why.</exception>
    public async ValueTask<Stream> ConnectAsync(int index, CancellationToken cancellation)
    {
        var endpoint = _endpoints[index % _endpoints.Count];
        var socket = await _dialers[index % _endpoints.Count].DialAsync(Local(index), cancellation);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (endpoint.UsesTls)
            {
                stream = await _tls.AuthenticateAsync(stream, endpoint, Describe(index), cancellation);
            }

            if (endpoint.Uri is not null)
            {
                var request = _requests?.Invoke(index) ?? new WebSocketRequest(endpoint.Uri, []);
                stream = await WebSocketHandshake.UpgradeAsync(stream, request, endpoint, Describe(index), cancellation);
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Endpoint of a connection in messages and, where the plan names them, the address it comes from.</summary>
    public string Describe(int index)
    {
        var text = _endpoints[index % _endpoints.Count].Text;
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
        if (!beforeConnAck || fault.Reason is not ("ClosedByPeer" or "ConnectionReset"))
        {
            return fault;
        }

        // In TLS 1.3 the client is done before the server has judged its certificate, and some servers refuse it without an alert.
        var endpoint = _endpoints[index % _endpoints.Count];
        var advice = endpoint switch
        {
            { UsesTls: true } when !_hasClientCertificate =>
                "The broker may want a client certificate: -CertificateFile and -KeyFile, or -PfxFile. Its log has the reason.",
            { UsesTls: true } => "The broker may not accept the client's certificate. Its log has the reason.",
            { Uri: null } => "This may be a listener for TLS (mqtts://) or WebSocket (ws://), or the broker's limit of connections is reached.",
            _ => fault.Advice,
        };
        var verb = fault.Reason == "ClosedByPeer" ? "closed" : "reset";
        return fault with { Message = $"{text} {verb} the connection before it answered CONNECT.", Advice = advice };
    }

    private IPAddress? Local(int index) => _locals.Count == 0 ? null : _locals[index / _endpoints.Count % _locals.Count];
}
