using System.Text;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Payload;

/// <summary>What the placeholders of each device's messages stand for: made once a shard, shared by all its devices.</summary>
internal sealed class MessageContextSource
{
    private readonly LoadPlan _plan;
    private readonly int _devices;
    private readonly bool _isHttp;
    private readonly int _shards;
    private readonly int _rules;
    private readonly byte[] _run;
    private readonly int _first;
    private readonly byte[]? _scenario;
    private readonly TextTemplate _clientId;
    private readonly string?[] _clientIds;
    private readonly byte[]?[] _clientIdBytes;

    public MessageContextSource(ShardPlan shard, long originUnixNanoseconds, PayloadColumns? columns)
    {
        var plan = shard.Plan;
        _plan = plan;
        _devices = plan.Devices.Count;
        _shards = shard.Shards;
        _rules = Math.Max(1, shard.Rules);
        _isHttp = plan.Protocol == LoadProtocol.Http;
        Columns = columns;
        _run = Encoding.UTF8.GetBytes(shard.RunId);
        _first = shard.FirstConnection;
        _scenario = shard.Scenario is null ? null : Encoding.UTF8.GetBytes(shard.Scenario);
        Seed = (ulong)plan.Seed;

        // Each wave and each scenario numbers its messages from 0: one must not be taken for one of another's.
        RunTag = TrackingToken.TagOf(Text(
            $"{shard.RunId}{(shard.Wave == 0 ? "" : Text($"/{shard.Wave}"))}{(shard.Scenario is null ? "" : $"/{shard.Scenario}")}"));
        OriginUnixNanoseconds = originUnixNanoseconds;
        var most = plan.Connections + (plan.WatchesWills ? 1 : 0);
        _clientIds = new string?[most];
        _clientIdBytes = new byte[]?[most];
        _clientId = TextTemplate.Parse(plan.Devices.ClientId, PlanField.ClientId, TemplateScope.ClientId, columns);

        // Those of other shards' devices are made when they are asked for; only commands to them ever do.
        var longest = 0;
        for (var i = 0; i < shard.Connections; i++)
        {
            longest = Math.Max(longest, JsonPlace.EscapedLength(BytesOf(shard.ConnectionAt(i))));
        }

        MaxClientIdLength = shard.CrossesShards
            ? Math.Max(longest, Enumerable.Range(0, plan.Connections).Max(i => JsonPlace.EscapedLength(Encoding.UTF8.GetBytes(Make(i)))))
            : longest;
    }

    /// <summary>The plan's CSV file; null where it has none.</summary>
    public PayloadColumns? Columns { get; }

    /// <summary>Seed of everything random in the run.</summary>
    public ulong Seed { get; }

    /// <summary>What tells this run's tokens from others'.</summary>
    public uint RunTag { get; }

    /// <summary>The run clock's origin, nanoseconds since 1970.</summary>
    public long OriginUnixNanoseconds { get; }

    /// <summary>Bytes of the longest client ID, in a JSON string if it is longer there.</summary>
    public int MaxClientIdLength { get; }

    /// <summary>Client ID of a connection.</summary>
    public string ClientIdOf(int connection) => _clientIds[connection] ??= Make(connection);

    /// <summary>The context of a message.</summary>
    /// <param name="device">The device that the placeholders speak of.</param>
    /// <param name="message">Number of the message at its sender.</param>
    /// <param name="intended">When it is due, run clock.</param>
    public MessageContext For(int device, long message, long intended) => new(
        device, _devices, BytesOf(device), _run, message, OriginUnixNanoseconds + intended, Seed, Columns?.RowOf(device) ?? [],
        _isHttp, _shards, _rules, _first, _scenario);

    private byte[] BytesOf(int connection) => _clientIdBytes[connection] ??= Encoding.UTF8.GetBytes(ClientIdOf(connection));

    private string Make(int connection) => _plan.IdentityOf(connection)?.ClientId ??
        _clientId.Format(new MessageContext(
            connection, _devices, [], _run, 0, OriginUnixNanoseconds, Seed, Columns?.RowOf(connection) ?? [], _isHttp, _shards, _rules,
            _first, _scenario));
}
