using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>What became of the lines that a writer was given: <c>Added = Written + Rejected + Dropped + Waiting</c>.</summary>
public sealed record InfluxDbWriterStatus
{
    /// <summary>Lines given.</summary>
    public long Added { get; init; }

    /// <summary>Lines that the server has.</summary>
    public long Written { get; init; }

    /// <summary>Lines that the server will never take; they are in <c>rejected.lp</c> of the spool.</summary>
    public long Rejected { get; init; }

    /// <summary>Lines that neither the server nor the spool could take.</summary>
    public long Dropped { get; init; }

    /// <summary>Lines in memory and in the spool, of this writer.</summary>
    public long Waiting => Added - Written - Rejected - Dropped;

    /// <summary>Lines that an earlier process had left in the spool, and that the server has now.</summary>
    public long Recovered { get; init; }

    /// <summary>Whether lines wait in the spool, those of an earlier process included, of which no number is known.</summary>
    public bool SpoolHolds { get; init; }

    /// <summary>Requests that failed and were tried again, or will be.</summary>
    public long Retries { get; init; }

    /// <summary>Why the last request failed; null when it did not.</summary>
    public LoadException? LastError { get; init; }

    /// <summary>Why the first line that was rejected was.</summary>
    public LoadException? FirstRejection { get; init; }

    /// <summary>Why the spool cannot be written; null when it can.</summary>
    public LoadException? SpoolError { get; init; }
}
