using System.Text;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Payload;

/// <summary>What the placeholders of each device's messages stand for: made once a run, shared by all devices.</summary>
internal sealed class MessageContextSource
{
    private readonly int _devices;
    private readonly bool _isHttp;
    private readonly byte[] _run;
    private readonly string[] _clientIds;
    private readonly byte[][] _clientIdBytes;

    public MessageContextSource(LoadPlan plan, string runId, long originUnixNanoseconds, PayloadColumns? columns)
    {
        _devices = plan.Devices.Count;
        _isHttp = plan.Protocol == LoadProtocol.Http;
        Columns = columns;
        _run = Encoding.UTF8.GetBytes(runId);
        Seed = (ulong)plan.Seed;
        RunTag = TrackingToken.TagOf(runId);
        OriginUnixNanoseconds = originUnixNanoseconds;
        _clientIds = new string[plan.Connections];
        _clientIdBytes = new byte[plan.Connections][];
        var pattern = TextTemplate.Parse(plan.Devices.ClientId, "-ClientId", TemplateScope.ClientId, columns);
        for (var i = 0; i < _clientIds.Length; i++)
        {
            _clientIdBytes[i] = [];
            _clientIds[i] = pattern.Format(For(i, 0, 0));
            _clientIdBytes[i] = Encoding.UTF8.GetBytes(_clientIds[i]);
        }

        MaxClientIdLength = _clientIdBytes.Max(id => id.Length);
    }

    /// <summary>The plan's CSV file; null where it has none.</summary>
    public PayloadColumns? Columns { get; }

    /// <summary>Seed of everything random in the run.</summary>
    public ulong Seed { get; }

    /// <summary>What tells this run's tokens from others'.</summary>
    public uint RunTag { get; }

    /// <summary>The run clock's origin, nanoseconds since 1970.</summary>
    public long OriginUnixNanoseconds { get; }

    /// <summary>Bytes of the longest client ID.</summary>
    public int MaxClientIdLength { get; }

    /// <summary>Client ID of a connection.</summary>
    public string ClientIdOf(int connection) => _clientIds[connection];

    /// <summary>The context of a message.</summary>
    /// <param name="device">The device that the placeholders speak of.</param>
    /// <param name="message">Number of the message at its sender.</param>
    /// <param name="intended">When it is due, run clock.</param>
    public MessageContext For(int device, long message, long intended) => new(
        device, _devices, _clientIdBytes[device], _run, message, OriginUnixNanoseconds + intended, Seed, Columns?.RowOf(device) ?? [], _isHttp);
}
