using System.Buffers;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Signing;
using IoTLoad.Engine;
using IoTLoad.Engine.Authentication;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace IoTLoad.Aws.Control;

/// <summary>
/// A connection to the control broker that comes back by itself, with jittered back-off, and subscribes again when it does. May be
/// used from several threads at once.
/// </summary>
public sealed class ControlChannel : IAsyncDisposable
{
    /// <summary>Most filters that AWS IoT Core takes in one SUBSCRIBE.</summary>
    private const int FiltersAtOnce = 8;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly ControlEndpoint _endpoint;
    private readonly string _clientId;
    private readonly IReadOnlyList<string> _filters;
    private readonly Action<string, ReadOnlySequence<byte>> _received;
    private readonly IWebSocketSigner? _signer;
    private readonly ControlTls _tls;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private long _sent;
    private long _arrived;
    private long _bytes;

    private ControlChannel(
        ControlEndpoint endpoint, string clientId, IReadOnlyList<string> filters, Action<string, ReadOnlySequence<byte>> received,
        IWebSocketSigner? signer, ControlTls tls)
    {
        _endpoint = endpoint;
        _clientId = clientId;
        _filters = filters;
        _received = received;
        _signer = signer;
        _tls = tls;
        _client.ApplicationMessageReceivedAsync += TakeAsync;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Whether the broker is connected, and knows of the subscriptions.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why the last attempt to connect or to publish failed; null where none did since it last connected.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether <see cref="Fault"/> is the broker's refusal, and not that it was not reached.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Messages that the broker took from here, and that came from it: what the channel takes of the platform's quota.</summary>
    public (long Sent, long Received, long Bytes) Traffic =>
        (Interlocked.Read(ref _sent), Interlocked.Read(ref _arrived), Interlocked.Read(ref _bytes));

    /// <summary>Begins to connect. A broker that is away now may be back later, so that this waits for nobody.</summary>
    /// <param name="endpoint">The broker.</param>
    /// <param name="clientId">Client ID.</param>
    /// <param name="filters">What to subscribe to, now and after each reconnect.</param>
    /// <param name="received">Takes each message that comes, in order: its topic and its payload, which is valid during the call.</param>
    /// <param name="connection">How to reach AWS, where the endpoint is signed for.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <param name="clock">The time to sign with; null is this machine's.</param>
    /// <exception cref="LoadException">ControlCertificateInvalid, or there are no credentials to sign with.</exception>
    public static async Task<ControlChannel> OpenAsync(
        ControlEndpoint endpoint, string clientId, IReadOnlyList<string> filters, Action<string, ReadOnlySequence<byte>> received,
        AwsConnection connection,
        CancellationToken cancellation, TimeProvider? clock = null)
    {
        MqttWebSocketSigner? signer = null;
        if (endpoint.Authentication == ControlAuthentication.SigV4)
        {
            var region = endpoint.Region ?? IotCore.IotCoreEndpoint.RegionOf(endpoint.Endpoint.Host)
                ?? connection.ResolveRegion().SystemName;
            signer = new MqttWebSocketSigner(await connection.ResolveCredentialsAsync(cancellation), region, clock ?? TimeProvider.System);
        }

        return new ControlChannel(endpoint, clientId, filters, received, signer, ControlTls.Load(endpoint.Tls));
    }

    /// <summary>Publishes at QoS 1.</summary>
    /// <returns>Whether the broker has acknowledged the message; <see cref="Fault"/> says why not.</returns>
    public async Task<bool> TryPublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation)
    {
        if (!IsReady)
        {
            return false;
        }

        try
        {
            var message = new MqttApplicationMessage
            {
                Topic = topic,
                Payload = new ReadOnlySequence<byte>(payload),
                Retain = retain,
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            };
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(ConnectTimeout);
            var result = await _client.PublishAsync(message, limit.Token);
            Interlocked.Increment(ref _sent);
            Interlocked.Add(ref _bytes, payload.Length);
            Fault = result.IsSuccess ? null : $"{_endpoint.Endpoint.Authority} refused a message: {result.ReasonCode}.";
            return result.IsSuccess;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            // The connection is lost in as many ways as it has layers; the message is the caller's until it is acknowledged.
            Fault = Describe(exception);
            return false;
        }
    }

    /// <summary>Waits until the channel can be used.</summary>
    /// <returns>Whether it can; false after <paramref name="limit"/>.</returns>
    public async Task<bool> WaitReadyAsync(TimeSpan limit, CancellationToken cancellation)
    {
        for (var end = DateTime.UtcNow + limit; !IsReady && DateTime.UtcNow < end;)
        {
            await Task.Delay(20, cancellation);
        }

        return IsReady;
    }

    /// <summary>Disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _client.Dispose();
        _tls.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync();
                failures = 0;
                await DisconnectedAsync();
            }
            catch (Exception exception) when (!_closing.IsCancellationRequested)
            {
                // Whatever it is, the broker may let us in the next time; who waits for us sees why it does not.
                (Fault, IsRefused) = (Describe(exception), IsRefusal(exception));
                failures++;
            }
            catch (Exception)
            {
                // Closing ends whatever was under way.
            }

            IsReady = false;
            if (_client.IsConnected)
            {
                // Connected, and not let in: the next attempt connects anew.
                await _client.LeaveAsync();
            }

            await PauseAsync(failures);
        }

        await _client.LeaveAsync();
    }

    private async Task ConnectAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        limit.CancelAfter(ConnectTimeout);
        var options = await ControlOptions.ForAsync(_endpoint, _clientId, ConnectTimeout, _signer, _tls, limit.Token);
        var connected = await _client.ConnectAsync(options, limit.Token);
        if (connected.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new RefusedException($"The connection was refused: {connected.ResultCode}.");
        }

        foreach (var filters in _filters.Chunk(FiltersAtOnce))
        {
            if (await _client.SubscribeAsync(filters, limit.Token) is { } refused)
            {
                throw new RefusedException($"The subscription to {refused.TopicFilter.Topic} was refused: {refused.ResultCode}.");
            }
        }

        (Fault, IsRefused) = (null, false);
        IsReady = true;
    }

    private async Task DisconnectedAsync()
    {
        var disconnected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task Lose(MqttClientDisconnectedEventArgs args)
        {
            Fault = args.Exception is null ? $"{_endpoint.Endpoint.Authority} closed the control channel." : Describe(args.Exception);
            disconnected.TrySetResult();
            return Task.CompletedTask;
        }

        _client.DisconnectedAsync += Lose;
        try
        {
            if (_client.IsConnected)
            {
                await disconnected.Task.WaitAsync(_closing.Token);
            }
        }
        finally
        {
            _client.DisconnectedAsync -= Lose;
        }
    }

    /// <summary>Full jitter: many shards that lost one broker at the same time do not come back at the same time.</summary>
    private async Task PauseAsync(int failures)
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        var longest = Math.Min(LongestDelay.TotalSeconds, ShortestDelay.TotalSeconds * Math.Pow(2, Math.Min(10, failures)));
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(Random.Shared.NextDouble() * longest), _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // Closing.
        }
    }

    private Task TakeAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        Interlocked.Increment(ref _arrived);
        Interlocked.Add(ref _bytes, args.ApplicationMessage.Payload.Length);
        _received(args.ApplicationMessage.Topic, args.ApplicationMessage.Payload);
        return Task.CompletedTask;
    }

    // AWS IoT Core answers a wrong signature with HTTP 403, and ends the connection of a client that its policies do not let in, or
    // that subscribes to what they do not allow, without a word.
    private static bool IsRefusal(Exception exception) => exception switch
    {
        _ when exception.GetBaseException() is OperationCanceledException => false,
        RefusedException or MqttConnectingFailedException => true,
        MqttClientDisconnectedException or MqttClientUnexpectedDisconnectReceivedException => true,
        _ when exception.GetBaseException().Message.Contains("'403'", StringComparison.Ordinal)
            || exception.GetBaseException().Message.Contains("'401'", StringComparison.Ordinal) => true,
        _ => false,
    };

    // Presigned URLs do not get into messages: MQTTnet and WebSocket name the host at most.
    private string Describe(Exception exception) => $"{_endpoint.Endpoint.Authority}: {exception.GetBaseException().Message}";

    private sealed class RefusedException(string message) : Exception(message);
}
