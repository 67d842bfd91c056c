namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>
/// What was read from files, read again when one of them has changed: a long test may outlive its certificates, and whoever renews
/// them writes the same files.
/// </summary>
/// <typeparam name="T">What the files hold.</typeparam>
internal sealed class RenewableFile<T>
    where T : class
{
    /// <summary>Time between two looks at files that have changed and cannot be used, as before a certificate's key has come.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<string> _files;
    private readonly Func<T> _read;
    private readonly Lock _gate = new();
    private DateTime[] _written;
    private DateTime _triedAt;

    /// <param name="files">The files; one that is removed does not count as changed.</param>
    /// <param name="read">Reads them.</param>
    /// <exception cref="LoadException">They cannot be read.</exception>
    public RenewableFile(IEnumerable<string?> files, Func<T> read)
    {
        _files = [.. files.OfType<string>()];
        _read = read;
        _written = LastWritten();
        Latest = read();
    }

    /// <summary>Called when changed files have been read, with a sentence that names the first of them.</summary>
    public Action<string>? Renewed { get; set; }

    /// <summary>What was read last.</summary>
    public T Latest { get; private set; }

    /// <summary>What the files hold now; what was read last, if they cannot be read.</summary>
    public T Now()
    {
        lock (_gate)
        {
            var written = LastWritten();
            if (written.SequenceEqual(_written) || !_files.All(File.Exists) || DateTime.UtcNow - _triedAt < RetryInterval)
            {
                return Latest;
            }

            _triedAt = DateTime.UtcNow;
            try
            {
                Latest = _read();
                _written = written;
                Renewed?.Invoke($"{_files[0]} was renewed during the test; devices that connected later used the new one.");
            }
            catch (LoadException)
            {
                // Half written, or without its key: the old one serves until the new one is whole.
            }

            return Latest;
        }
    }

    private DateTime[] LastWritten() => [.. _files.Select(File.GetLastWriteTimeUtc)];
}
