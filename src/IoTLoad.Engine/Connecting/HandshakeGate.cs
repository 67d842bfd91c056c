namespace IoTLoad.Engine.Connecting;

/// <summary>
/// Bounds the handshakes under way by what this machine's cores get done, so that its own CPU is not measured as the broker's. An attempt
/// is not begun while those before it wait for a core; its wait is <see cref="Reports.LatencyMetric.ConnectLag"/>. A broker that is slow
/// holds nothing up: its answers keep no core busy.
/// </summary>
internal sealed class HandshakeGate
{
    /// <summary>Handshakes that each core has to have under way before one may wait: most of their time is the network's.</summary>
    private const int PerCore = 4;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private int _waiting;
    private int _underWay;

    /// <summary>Whether the cores have enough to do: attempts that were handed to the thread pool have not begun.</summary>
    public bool IsFull =>
        Volatile.Read(ref _waiting) >= Environment.ProcessorCount && Volatile.Read(ref _underWay) >= PerCore * Environment.ProcessorCount;

    /// <summary>An attempt is handed to the thread pool.</summary>
    public void Queue() => Interlocked.Increment(ref _waiting);

    /// <summary>The thread pool has begun what <see cref="Queue"/> announced.</summary>
    public void Dequeue() => Interlocked.Decrement(ref _waiting);

    /// <summary>A handshake begins.</summary>
    public void Begin() => Interlocked.Increment(ref _underWay);

    /// <summary>A handshake has ended, well or not.</summary>
    public void End() => Interlocked.Decrement(ref _underWay);

    /// <summary>Waits for a turn to connect again.</summary>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async ValueTask TurnAsync(CancellationToken cancellation)
    {
        while (IsFull)
        {
            await Task.Delay(LookAgain, cancellation);
        }

        Queue();
        await Task.Yield();
        Dequeue();
    }
}
