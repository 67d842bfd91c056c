using IoTLoad.Engine;
using IoTLoad.Engine.Sharding;

namespace IoTLoad.Aws.Fanout;

/// <summary>
/// The parts of a run that are to report, which of them have reported their end, and which could not be started. Faults are added from
/// another thread than the rest.
/// </summary>
internal sealed class ExpectedShards(IEnumerable<ShardPlan> parts)
{
    private readonly List<ShardPlan> _parts = [.. parts];
    private readonly HashSet<(int Shard, int Wave)> _ended = [];
    private readonly List<(ShardPlan Shard, LoadException Fault)> _faults = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<ShardPlan> Parts => _parts;

    /// <summary>Why shards could not be started.</summary>
    public IReadOnlyList<(ShardPlan Shard, LoadException Fault)> Faults => _faults;

    /// <summary>Whether a part has reported its end.</summary>
    public bool HasEnded(ShardPlan part) => _ended.Contains((part.Number, part.Wave));

    /// <summary>Takes a shard's last report of a wave.</summary>
    public void End(int shard, int wave) => _ended.Add((shard, wave));

    /// <summary>Takes shards that could not be started.</summary>
    public void Fail(IEnumerable<(ShardPlan Shard, LoadException Fault)> faults)
    {
        lock (_gate)
        {
            _faults.AddRange(faults);
        }
    }

    /// <summary>The parts of which a report can still come.</summary>
    public List<ShardPlan> Open()
    {
        lock (_gate)
        {
            return [.. _parts.Where(part => !HasEnded(part)
                && !_faults.Any(fault => fault.Shard.Number == part.Number && fault.Shard.Wave == part.Wave))];
        }
    }

    /// <summary>Puts parts in place of others.</summary>
    public void Replace(IReadOnlyCollection<ShardPlan> these, IEnumerable<ShardPlan> those)
    {
        lock (_gate)
        {
            _parts.RemoveAll(these.Contains);
            _parts.AddRange(those);
        }
    }
}
