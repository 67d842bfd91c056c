using IoTLoad.Engine;
using IoTLoad.Engine.Schedule;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>How lines are batched, sent, retried and kept.</summary>
public sealed record InfluxDbWriterOptions
{
    /// <summary>Most lines of a request; 5,000 is what InfluxData's guide to optimising writes recommends.</summary>
    public int BatchLines { get; init; } = 5000;

    /// <summary>Most bytes of memory that the lines of a request take.</summary>
    public int BatchBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Longest time that a line waits for others.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most bytes held in memory; from half of it on, lines go to the spool.</summary>
    public int MemoryLimit { get; init; } = 64 * 1024 * 1024;

    /// <summary>Wait after the first failure; doubles with each.</summary>
    public TimeSpan RetryLeast { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait between attempts.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the end of a test waits for what is still to be sent; the rest stays in the spool.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>What became of the lines that a writer was given: <c>Added = Written + Rejected + Dropped + Waiting</c>.</summary>
public sealed record InfluxDbWriterStatus
{
    /// <summary>Lines given.</summary>
    public long Added { get; init; }

    /// <summary>Lines that the server has.</summary>
    public long Written { get; init; }

    /// <summary>Lines that the server will never accept; they are in <c>rejected.lp</c> of the spool.</summary>
    public long Rejected { get; init; }

    /// <summary>Lines that neither the server nor the spool could take.</summary>
    public long Dropped { get; init; }

    /// <summary>Lines in memory and in the spool, of this writer.</summary>
    public long Waiting => Added - Written - Rejected - Dropped;

    /// <summary>Lines that an earlier process had left in the spool, and that the server has now.</summary>
    public long Recovered { get; init; }

    /// <summary>Whether lines wait in the spool, including those of an earlier process, whose number is not known.</summary>
    public bool SpoolHolds { get; init; }

    /// <summary>Requests that failed and were retried, or will be.</summary>
    public long Retries { get; init; }

    /// <summary>Why the last request failed; null if it did not.</summary>
    public LoadException? LastError { get; init; }

    /// <summary>Why the first rejected line was rejected.</summary>
    public LoadException? FirstRejection { get; init; }

    /// <summary>Why the spool cannot be written; null if it can.</summary>
    public LoadException? SpoolError { get; init; }
}

/// <summary>
/// How long to wait before a write is tried again: uniform between half of <c>least · 2ⁿ</c> and all of it, capped, so that many
/// shards that lost one server do not come back to it at once; never less than the server asks for in Retry-After.
/// </summary>
internal struct RetryDelay(TimeSpan least, TimeSpan most, ulong seed)
{
    private SplitMix _random = new(seed, 0);
    private int _failures;

    /// <summary>The wait after one more failure.</summary>
    public TimeSpan Next(TimeSpan? retryAfter)
    {
        var ceiling = Math.Min(most.TotalMilliseconds, least.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)));
        var wait = TimeSpan.FromMilliseconds(ceiling * (1 + _random.NextDouble()) / 2);
        return retryAfter is { } asked ? asked + (wait / 4) : wait;
    }

    /// <summary>A write succeeded.</summary>
    public void Reset() => _failures = 0;
}
