using IoTLoad.Engine.Devices;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Running;

/// <summary>Drops a share of a loop's connections at each interval of the plan, and makes them again at the connect rate.</summary>
internal sealed class Churn
{
    private readonly DevicePlan _plan;
    private readonly ILoadDevice[] _devices;
    private SplitMix _random;
    private long _nextDue = long.MaxValue;
    private double _debt;

    /// <param name="plan">Of the plan.</param>
    /// <param name="devices">Those of the loop. Extra publishers and subscribers stay.</param>
    /// <param name="random">Chooses the devices.</param>
    public Churn(DevicePlan plan, IEnumerable<ILoadDevice> devices, SplitMix random)
    {
        _plan = plan;
        _devices = [.. devices.Where(device => device.Connection < plan.Count)];
        _random = random;
    }

    /// <summary>When the next round is due, run clock; <see cref="long.MaxValue"/> if there is none.</summary>
    public long NextDue => Volatile.Read(ref _nextDue);

    /// <summary>The schedule begins at <paramref name="at"/>, run clock.</summary>
    public void Begin(long at)
    {
        if (_plan.ChurnShare > 0 && _devices.Length > 0)
        {
            Volatile.Write(ref _nextDue, at + (_plan.ChurnInterval.Ticks * 100));
        }
    }

    /// <summary>Starts a round.</summary>
    /// <returns>The devices' reconnecting; none if the schedule is <paramref name="over"/>.</returns>
    public IEnumerable<Task> Round(long now, bool over, CancellationToken closing)
    {
        Volatile.Write(ref _nextDue, now + (_plan.ChurnInterval.Ticks * 100));
        if (over)
        {
            return [];
        }

        // The whole share drops at once, as after a network fault, and comes back at the connect rate. If a loop's part of the
        // share is not a whole number, the rest goes into the next round.
        _debt += _plan.ChurnShare * _devices.Length;
        var count = (int)_debt;
        _debt -= count;
        var first = _random.NextInt(_devices.Length);
        return Enumerable.Range(0, count).Select(i =>
        {
            var device = _devices[(first + i) % _devices.Length];
            var delay = TimeSpan.FromSeconds(i * ((double)_plan.Count / _devices.Length) / _plan.ConnectRate);
            return Task.Run(() => device.ChurnAsync(delay, closing), CancellationToken.None);
        });
    }
}
