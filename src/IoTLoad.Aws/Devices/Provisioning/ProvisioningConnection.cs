using System.Buffers;
using System.Text.Json;
using IoTLoad.Aws.Control;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Plan;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>
/// The MQTT connection of one device that gets its identity. In fleet provisioning ("Device provisioning MQTT API", AWS IoT Developer
/// Guide) it makes requests in JSON, whose responses come on <c>topic/accepted</c> and <c>topic/rejected</c> of the same connection.
/// </summary>
internal sealed class ProvisioningConnection : IDisposable
{
    public const string CreateTopic = "$aws/certificates/create/json";

    private readonly Uri _endpoint;
    private readonly ControlTls _tls;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private TaskCompletionSource<(bool Accepted, JsonElement Payload)>? _response;
    private string _request = "";

    /// <param name="endpoint">The account's endpoint.</param>
    /// <param name="tls">Certificate and key, and the authorities.</param>
    /// <exception cref="Engine.LoadException">ControlCertificateInvalid.</exception>
    public ProvisioningConnection(Uri endpoint, TlsPlan tls)
    {
        _endpoint = endpoint;
        _tls = ControlTls.Load(tls);
        _client.ApplicationMessageReceivedAsync += TakeAsync;
        _client.DisconnectedAsync += LoseAsync;
    }

    /// <summary>Topic of RegisterThing.</summary>
    public static string ProvisionTopic(string template) => $"$aws/provisioning-templates/{template}/provision/json";

    /// <exception cref="ProvisioningFault">The endpoint refuses it, or is not reached.</exception>
    public async Task ConnectAsync(string clientId, CancellationToken cancellation)
    {
        var options = new MqttClientOptionsBuilder()
            .WithClientId(clientId)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithCleanStart()
            .WithKeepAlivePeriod(TimeSpan.FromSeconds(60))
            .WithTcpServer(_endpoint.Host, _endpoint.Port)
            .WithTlsOptions(builder => _tls.Apply(builder, _endpoint.Host))
            .Build();
        try
        {
            var connected = await _client.ConnectAsync(options, cancellation);
            if (connected.ResultCode != MqttClientConnectResultCode.Success)
            {
                throw new ProvisioningFault($"{connected.ResultCode}",
                    $"{_endpoint.Authority} refused the connection as {clientId}: {connected.ResultCode}. {connected.ReasonString}".Trim());
            }
        }
        catch (Exception exception) when (exception is not ProvisioningFault && !cancellation.IsCancellationRequested)
        {
            var fault = ConnectFault.Classify(exception, _endpoint.Authority);

            // In TLS 1.3, a client is done before the server has judged its certificate, and hears no more than that the connection ends.
            throw fault.Reason is "ConnectionLost" or "ClosedByPeer" or "ConnectionReset"
                ? new ProvisioningFault(
                    ProvisioningFault.Closed,
                    $"{_endpoint.Authority} closed the connection before it answered CONNECT; it may not accept the certificate.")
                : new ProvisioningFault(fault.Reason, fault.Message);
        }
    }

    /// <summary>Subscribes to the responses to requests on topics.</summary>
    /// <exception cref="ProvisioningFault">It is refused.</exception>
    public async Task SubscribeAsync(IEnumerable<string> topics, CancellationToken cancellation)
    {
        var filters = topics.SelectMany(topic => new[] { $"{topic}/accepted", $"{topic}/rejected" });
        if (await OrLostAsync(() => _client.SubscribeAsync(filters, cancellation), cancellation) is { } refused)
        {
            throw new ProvisioningFault($"{refused.ResultCode}",
                $"The subscription to {refused.TopicFilter.Topic} was refused: {refused.ResultCode}.");
        }
    }

    /// <summary>Sends a request and returns its response.</summary>
    /// <exception cref="ProvisioningFault">It is rejected, or the connection is lost.</exception>
    public async Task<JsonElement> AskAsync(string topic, byte[] payload, CancellationToken cancellation)
    {
        var response = new TaskCompletionSource<(bool Accepted, JsonElement Payload)>(TaskCreationOptions.RunContinuationsAsynchronously);
        (_request, _response) = (topic, response);
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        var sent = await OrLostAsync(() => _client.PublishAsync(message, cancellation), cancellation);
        if (!sent.IsSuccess)
        {
            throw new ProvisioningFault($"{sent.ReasonCode}", $"The request on {topic} was refused: {sent.ReasonCode}.");
        }

        var (accepted, answer) = await response.Task.WaitAsync(cancellation);
        return accepted ? answer : throw new ProvisioningFault(
            Text(answer, "errorCode") ?? "Rejected",
            $"The request on {topic} was rejected: {Text(answer, "statusCode")} {Text(answer, "errorCode")}: "
                + Text(answer, "errorMessage"));
    }

    /// <summary>A member of a response; null if it has none.</summary>
    public static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString() : null;

    public Task LeaveAsync() => _client.LeaveAsync();

    public void Dispose()
    {
        _client.Dispose();
        _tls.Dispose();
    }

    private async Task<T> OrLostAsync<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        try
        {
            return await step();
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw new ProvisioningFault("ConnectionLost", $"{_endpoint.Authority}: {exception.GetBaseException().Message}");
        }
    }

    private Task TakeAsync(MqttApplicationMessageReceivedEventArgs args)
    {
        var topic = args.ApplicationMessage.Topic;
        if (topic.StartsWith(_request + "/", StringComparison.Ordinal))
        {
            try
            {
                using var json = JsonDocument.Parse(args.ApplicationMessage.Payload);
                _response?.TrySetResult((topic.EndsWith("/accepted", StringComparison.Ordinal), json.RootElement.Clone()));
            }
            catch (JsonException exception)
            {
                _response?.TrySetException(
                    new ProvisioningFault("ResponseInvalid", $"The response on {topic} is not JSON: {exception.Message}"));
            }
        }

        return Task.CompletedTask;
    }

    private Task LoseAsync(MqttClientDisconnectedEventArgs args)
    {
        _response?.TrySetException(new ProvisioningFault(
            "ConnectionLost", $"{_endpoint.Authority} closed the connection: {args.ReasonString ?? $"{args.Reason}"}."));
        return Task.CompletedTask;
    }
}

/// <summary>Why a device was not provisioned.</summary>
internal sealed class ProvisioningFault(string reason, string message) : Exception(message)
{
    /// <summary>The reason if the endpoint ended the connection before it answered.</summary>
    public const string Closed = "ClosedByPeer";

    public string Reason => reason;

    /// <summary>Whether the endpoint does not take the certificate, as the first time in just-in-time registration.</summary>
    public bool IsDropped => Reason is Closed or "TlsClientCertificateRefused";
}
