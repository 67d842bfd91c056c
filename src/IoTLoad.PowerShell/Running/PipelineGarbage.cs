namespace IoTLoad.PowerShell.Running;

/// <summary>
/// Keeps a pipeline of millions of objects small. Each object and its text is garbage at once, gigabytes of it in the end, and
/// .NET lets garbage grow to the size of the CPU's last-level cache before it collects: 80 MB and more on servers. This collects
/// the youngest generation sooner, which takes a fraction of a millisecond, for hardly anything in it is alive.
/// </summary>
internal struct PipelineGarbage
{
    private const long Most = 4 * 1024 * 1024;
    private long _collectedAt;

    /// <summary>Is told of each object that has gone down the pipeline, on the pipeline's thread.</summary>
    public void Passed()
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (allocated - _collectedAt >= Most)
        {
            _collectedAt = allocated;
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        }
    }
}
