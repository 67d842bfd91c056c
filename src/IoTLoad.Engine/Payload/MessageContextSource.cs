using System.Text;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Payload;

/// <summary>What the placeholders of each device's messages stand for: made once a run, shared by all devices.</summary>
internal sealed class MessageContextSource
{
    private readonly int devices;
    private readonly byte[] run;
    private readonly string[] clientIds;
    private readonly byte[][] clientIdBytes;
    private readonly PayloadColumns? columns;

    public MessageContextSource(LoadPlan plan, string runId, long originUnixNanoseconds, PayloadColumns? columns)
    {
        devices = plan.Devices.Count;
        run = Encoding.UTF8.GetBytes(runId);
        this.columns = columns;
        Seed = (ulong)plan.Seed;
        RunTag = TrackingToken.TagOf(runId);
        OriginUnixNanoseconds = originUnixNanoseconds;
        clientIds = new string[plan.Connections];
        clientIdBytes = new byte[plan.Connections][];
        var pattern = TextTemplate.Parse(plan.Devices.ClientId, "-ClientId", TemplateScope.ClientId);
        for (var i = 0; i < clientIds.Length; i++)
        {
            clientIdBytes[i] = [];
            clientIds[i] = pattern.Format(For(i, 0, 0));
            clientIdBytes[i] = Encoding.UTF8.GetBytes(clientIds[i]);
        }

        MaxClientIdLength = clientIdBytes.Max(id => id.Length);
    }

    /// <summary>Seed of everything random in the run.</summary>
    public ulong Seed { get; }

    /// <summary>What tells this run's tokens from others'.</summary>
    public uint RunTag { get; }

    /// <summary>The run clock's origin, nanoseconds since 1970.</summary>
    public long OriginUnixNanoseconds { get; }

    /// <summary>Bytes of the longest client ID.</summary>
    public int MaxClientIdLength { get; }

    /// <summary>Client ID of a connection.</summary>
    public string ClientIdOf(int connection) => clientIds[connection];

    /// <summary>The context of a message.</summary>
    /// <param name="device">The device that the placeholders speak of.</param>
    /// <param name="message">Number of the message at its sender.</param>
    /// <param name="intended">When it is due, run clock.</param>
    public MessageContext For(int device, long message, long intended) => new(
        device, devices, clientIdBytes[device], run, message, OriginUnixNanoseconds + intended, Seed, columns?.RowOf(device) ?? []);
}
