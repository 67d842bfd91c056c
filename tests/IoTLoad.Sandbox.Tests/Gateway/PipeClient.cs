using System.Buffers;
using System.IO.Pipelines;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>A client on pipes, packet by packet: it reads and acknowledges only when a test says so.</summary>
internal sealed class PipeClient : IAsyncDisposable
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly MqttPacketFormatterAdapter _formatter;
    private readonly Task _serving;

    public PipeClient(MessageBroker broker, ConnectionRoster roster, Principal principal,
        MqttProtocolVersion version = MqttProtocolVersion.V311)
    {
        _formatter = new MqttPacketFormatterAdapter(version, new MqttBufferWriter(1024, 4096));
        Connection = new DeviceConnection(
            new MqttChannel(new Ends(_toServer.Reader, _toClient.Writer), null, broker.Clock), principal, broker, roster, () => { });
        _serving = Connection.RunAsync(TestContext.Current.CancellationToken);
    }

    public DeviceConnection Connection { get; }

    /// <summary>Connects, and subscribes to a filter with QoS 1.</summary>
    public async Task SubscribeAsync(string clientId, string filter)
    {
        await SendAsync(new MqttConnectPacket { ClientId = clientId, CleanSession = true });
        Assert.IsType<MqttConnAckPacket>(await ReadAsync());
        await SendAsync(new MqttSubscribePacket
        {
            PacketIdentifier = 1,
            TopicFilters = [new MqttTopicFilter { Topic = filter, QualityOfServiceLevel =
                MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce }],
        });
        Assert.IsType<MqttSubAckPacket>(await ReadAsync());
    }

    public async Task SendAsync(MqttPacket packet) =>
        await _toServer.Writer.WriteAsync(_formatter.Encode(packet).ToArray(), TestContext.Current.CancellationToken);

    /// <summary>Sends a packet with bytes that no encoder of ours makes.</summary>
    public async Task SendAsync(MqttPacket packet, byte[] these, byte[] those)
    {
        var bytes = _formatter.Encode(packet).ToArray();
        var at = bytes.AsSpan().IndexOf(these);
        Assert.True(at >= 0);
        those.CopyTo(bytes.AsSpan(at));
        await _toServer.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);
    }

    public async Task<MqttPacket> ReadAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var result = await _toClient.Reader.ReadAsync(patience.Token);
            var packet = Take(result.Buffer, out var rest);
            _toClient.Reader.AdvanceTo(rest, packet is null ? result.Buffer.End : rest);
            if (packet is not null)
            {
                return packet;
            }

            Assert.False(result.IsCompleted, "The connection has ended.");
        }
    }

    /// <summary>Reads and acknowledges messages.</summary>
    public async Task<List<MqttPublishPacket>> TakeAsync(int count)
    {
        var taken = new List<MqttPublishPacket>();
        while (taken.Count < count)
        {
            if (await ReadAsync() is MqttPublishPacket publish)
            {
                taken.Add(publish);
                await SendAsync(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });
            }
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await _toClient.Reader.CompleteAsync();
        await _serving;
    }

    private MqttPacket? Take(ReadOnlySequence<byte> buffer, out SequencePosition rest)
    {
        rest = buffer.Start;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryRead(out var header))
        {
            return null;
        }

        var length = 0;
        byte part;
        var shift = 0;
        do
        {
            if (!reader.TryRead(out part))
            {
                return null;
            }

            length |= (part & 0x7F) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);
        if (reader.Remaining < length)
        {
            return null;
        }

        var body = buffer.Slice(reader.Consumed, length).ToArray();
        rest = buffer.GetPosition(reader.Consumed + length);
        return _formatter.Decode(new ReceivedMqttPacket(header, body, (int)reader.Consumed + length));
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
