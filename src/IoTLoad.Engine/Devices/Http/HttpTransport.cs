using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Connecting;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Schedule;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>
/// What all HTTP devices of a worker share: one pool of connections, made by the worker's <see cref="Connector"/>, as many at most as
/// there are devices.
/// </summary>
internal sealed class HttpTransport : IDisposable
{
    private readonly LoadPlan _plan;
    private readonly int _devices;
    private readonly RunClock _clock;
    private readonly Connector _connector;
    private readonly MessageContextSource _contexts;
    private readonly IMessageTap? _tap;
    private readonly HttpMessageInvoker _invoker;
    private readonly ConnectPace _pace;
    private readonly Lock _gate = new();
    private readonly Task<bool>?[] _reach;
    private volatile bool _answered;
    private ConnectFault? _notHttp;
    private int _notHttpCount;

    public HttpTransport(
        ShardPlan shard, RunClock clock, Connector connector, MessageContextSource contexts, HttpMessageWriter writer,
        IHttpRequestSigner? signer, IMessageTap? tap)
    {
        var plan = shard.Plan;
        _plan = plan;
        _devices = shard.Devices.Count;
        _clock = clock;
        _connector = connector;
        _contexts = contexts;
        _tap = tap;
        Writer = writer;
        Signer = signer;
        Headers = AuthorizerForm.Headers(plan.Authorizer);
        _pace = new ConnectPace(plan.Devices.ConnectRate * shard.Share, clock);
        _reach = new Task<bool>?[connector.NodeCount];
        _invoker = new HttpMessageInvoker(NewHandler());
    }

    /// <summary>Makes the transport of a shard's devices.</summary>
    /// <param name="setup">What all devices share.</param>
    /// <param name="payload">What messages hold.</param>
    /// <param name="signer">Signs requests; null if they are not signed.</param>
    public static HttpTransport Create(DeviceSetup setup, MessagePayload payload, IHttpRequestSigner? signer)
    {
        var writer = new HttpMessageWriter(setup.Plan, setup.Connector, setup.Routes, setup.Contexts, payload);
        return new HttpTransport(setup.Shard, setup.Clock, setup.Connector, setup.Contexts, writer, signer, setup.Tap);
    }

    /// <summary>Writes messages.</summary>
    public HttpMessageWriter Writer { get; }

    /// <summary>Signs requests; null where they are not signed.</summary>
    public IHttpRequestSigner? Signer { get; }

    /// <summary>Headers of every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>Sends a request over a connection of the pool, which grows as requests need it.</summary>
    /// <returns>The answer, once its head is there.</returns>
    public async Task<HttpResponseMessage> SendAsync(PublishRequest request, CancellationToken cancellation)
    {
        var response = await _invoker.SendAsync(request, cancellation);
        _answered = true;
        return response;
    }

    /// <summary>Why a request of a device was not answered.</summary>
    public ConnectFault Explain(int connection, Exception exception)
    {
        var fault = HttpFaults.OfException(exception, _connector.Describe(connection));

        // In TLS 1.3 the client is done before the server has judged its certificate, and some servers refuse it without an alert.
        if (_answered || fault.Reason is not ("ClosedByPeer" or "ConnectionReset" or "ProtocolError"))
        {
            return fault;
        }

        if (!_connector.HasClientCertificate && _connector.EndpointOf(connection).UsesTls)
        {
            return fault with
            {
                Advice = $"The server may want a client certificate: {PlanField.CertificateFile} and {PlanField.KeyFile}, "
                    + $"or {PlanField.PfxFile}. Its log has the reason.",
            };
        }

        fault = fault with
        {
            Advice = "It has not answered any request in HTTP. If it is an MQTT broker, write the endpoint as mqtt:// or mqtts://.",
        };
        Interlocked.CompareExchange(ref _notHttp, fault, null);
        Interlocked.Increment(ref _notHttpCount);
        return fault;
    }

    /// <summary>Why the test cannot go on: the endpoint has closed connections or answered otherwise, and never in HTTP.</summary>
    /// <param name="requests">How many requests must have ended so.</param>
    /// <returns>The error; null if a request was answered, or fewer ended so.</returns>
    public LoadException? NotSpoken(int requests) => _answered || Volatile.Read(ref _notHttpCount) < requests || _notHttp is not { } fault
        ? null
        : new LoadException(
            "HttpNotSpoken", LoadErrorKind.ConnectionFailed, $"No request was answered in HTTP. {fault.Message}", fault.Advice,
            _connector.Describe(0));

    /// <summary>
    /// Whether a device can go ahead: its endpoint is reached once, by a connection that is made for no other purpose, so that a test
    /// against a wrong address ends with the reason before it counts its messages as failed.
    /// </summary>
    public Task<bool> ReachAsync(HttpDevice device, long intended, CancellationToken closing)
    {
        lock (_gate)
        {
            // Devices that come online meanwhile share its outcome, good or bad.
            ref var reach = ref _reach[device.Connection % _reach.Length];
            if (reach is null or { IsCompletedSuccessfully: true, Result: false })
            {
                reach = Task.Run(() => TryAsync(device, intended, closing), CancellationToken.None);
            }

            return reach;
        }
    }

    /// <summary>Closes all connections. No request may be under way.</summary>
    public void Dispose()
    {
        _invoker.Dispose();
        _pace.Dispose();
    }

    private async Task<bool> TryAsync(HttpDevice device, long intended, CancellationToken closing)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(closing);
        timeout.CancelAfter(_plan.Session.ConnectTimeout);
        try
        {
            await (await OpenAsync(device, intended, timeout.Token, closing)).DisposeAsync();
            return true;
        }
        catch (ConnectFaultException)
        {
            // Counted where it was thrown; the devices try again.
            return false;
        }
    }

    private SocketsHttpHandler NewHandler()
    {
        return new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellation) => ConnectAsync((PublishRequest)context.InitialRequestMessage, cancellation),

            // As many as there are devices. A pool without a limit makes a connection for each request that finds none free, and a
            // server that is slow for a moment is then kept busy by handshakes for good.
            MaxConnectionsPerServer = (_devices + _reach.Length - 1) / _reach.Length,
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        };
    }

    private async ValueTask<Stream> ConnectAsync(PublishRequest request, CancellationToken cancellation)
    {
        // The handler goes on with a connection when the request that it is for has been answered by another.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, request.Device.Closing);
        if (!await _pace.WaitAsync(request, ends.Token))
        {
            // Reaches nobody: the request that it would have been for is on another connection.
            throw new OperationCanceledException();
        }

        ends.CancelAfter(_plan.Session.ConnectTimeout);
        return await OpenAsync(request.Device, _clock.Now, ends.Token, request.Device.Closing);
    }

    /// <summary>Makes a connection, TLS included, and records it.</summary>
    /// <exception cref="ConnectFaultException">The attempt failed.</exception>
    private async Task<Stream> OpenAsync(HttpDevice device, long intended, CancellationToken cancellation, CancellationToken closing)
    {
        try
        {
            _tap?.Connecting(_contexts.ClientIdOf(device.Connection), _contexts.OriginUnixNanoseconds + _clock.Now);
            var parts = new ConnectParts();
            parts.Add(LatencyMetric.ConnectLag, _clock.Now - intended);

            // The handler takes an SslStream as it is, and chooses the version of HTTP by the application protocol that it negotiated.
            var stream = await _connector.ConnectAsync(device.Connection, cancellation, parts);
            var now = _clock.Now;
            _tap?.Connected(_contexts.ClientIdOf(device.Connection), _contexts.OriginUnixNanoseconds + now, now - intended);
            device.Recorder.CountConnect(now - intended, parts);
            return stream;
        }
        catch (Exception exception)
        {
            // A connection attempt fails in as many ways as there are layers; each is classified and counted.
            var fault = _connector.Explain(device.Connection, exception, beforeConnAck: false);
            if (!closing.IsCancellationRequested)
            {
                device.Recorder.FailConnect(fault.ToRunFault(), _contexts.ClientIdOf(device.Connection));
            }

            throw new ConnectFaultException(fault, exception);
        }
    }
}

/// <summary>Where a message is posted.</summary>
/// <param name="Uri">The whole address.</param>
/// <param name="Host">The Host header.</param>
/// <param name="Path">The path, percent-encoded once.</param>
/// <param name="Query">The query, without the question mark.</param>
internal sealed record PublishTarget(Uri Uri, string Host, string Path, string Query);
