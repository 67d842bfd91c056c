namespace IoTLoad.Aws.Devices;

/// <summary>
/// A token bucket that holds one token: requests start no closer together than 1/rate seconds, however many tasks ask. A deeper
/// bucket would only move the throttling to the end of the burst.
/// </summary>
/// <param name="rate">Requests a second.</param>
/// <param name="time">Clock.</param>
internal sealed class RequestPacer(double rate, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _interval = (long)(time.TimestampFrequency / rate);
    private long _next;

    /// <summary>Waits for this request's turn.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var turn = Math.Max(now, _next);
            _next = turn + _interval;
            wait = time.GetElapsedTime(now, turn);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }
}
