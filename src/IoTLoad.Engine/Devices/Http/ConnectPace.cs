using IoTLoad.Engine.Schedule;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>
/// Lets connections of a pool begin at the plan's connect rate. The pool wants one at once for each request that finds none free, and
/// gives the request to whichever connection is free first, so that many are not needed any more when their turn comes.
/// </summary>
internal sealed class ConnectPace(double rate, RunClock clock) : IDisposable
{
    /// <summary>How far the pace may be made up for, nanoseconds: the system's timer wakes late.</summary>
    private const long Slack = 20_000_000;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly long _spacing = (long)(1e9 / rate);
    private long _next;

    /// <summary>Waits until a connection may begin.</summary>
    /// <returns>False where the request does not need it any more, since another connection took it.</returns>
    public async ValueTask<bool> WaitAsync(PublishRequest request, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (request.IsWaiting && _next - clock.Now is > 0 and var early)
            {
                await Task.Delay(TimeSpan.FromTicks(early / 100), cancellation);
            }

            if (!request.IsWaiting)
            {
                return false;
            }

            _next = Math.Max(_next, clock.Now - Slack) + _spacing;
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
