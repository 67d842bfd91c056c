using System.Globalization;
using System.IO.Compression;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>A file of the spool.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Lines">What it holds.</param>
internal sealed record SpoolSegment(int Number, LineBatch Lines);

/// <summary>
/// Keeps lines that could not be sent, in a folder: <c>000001.lp.gz</c> and so on, each of gzip members that are whole batches,
/// and <c>rejected.lp</c> with the lines that the server will never take, each below its reason. A process that dies while it
/// writes leaves a member cut off; all before it can be read. One process at a time has it open.
/// </summary>
internal sealed class InfluxDbSpool : IDisposable
{
    /// <summary>Name of the folder within a run's folder.</summary>
    public const string FolderName = "influxdb";

    /// <summary>Compressed bytes of a file, about; what is sent again should the process die while it replays.</summary>
    private const int SegmentBytes = 1024 * 1024;
    private readonly FileStream _lock;
    private readonly SortedSet<int> _segments = [];
    private FileStream? _open;
    private int _openNumber;
    private int _next;
    private FileStream? _rejected;

    private InfluxDbSpool(string folder, FileStream @lock)
    {
        Folder = folder;
        _lock = @lock;
        foreach (var file in Directory.EnumerateFiles(folder, "*.lp.gz"))
        {
            if (int.TryParse(Path.GetFileName(file)[..^".lp.gz".Length], CultureInfo.InvariantCulture, out var number))
            {
                _segments.Add(number);
            }
        }

        FirstOwn = _next = _segments.Max + 1;
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Number of the first file that this process writes; those before it were left by another.</summary>
    public int FirstOwn { get; }

    /// <summary>Whether nothing waits to be sent.</summary>
    public bool IsEmpty => _segments.Count == 0;

    /// <summary>Opens a spool, making its folder; a file that an earlier process left is replayed like one of its own.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolInUse</c>, <c>InfluxDbSpoolNotWritten</c>.</exception>
    public static InfluxDbSpool Open(string folder)
    {
        try
        {
            PrivateFiles.CreateFolder(folder);
            return new InfluxDbSpool(folder, Lock(folder));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InfluxDbErrors.Spool(folder, exception);
        }
    }

    /// <summary>Keeps a batch.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>; nothing of the batch is kept then.</exception>
    public void Append(LineBatch batch)
    {
        try
        {
            if (_open is null)
            {
                _open = PrivateFiles.CreateLog(FileOf(_next));
                _segments.Add(_openNumber = _next++);
            }

            Append(_open, batch.ToGzip());
            if (_open.Length >= SegmentBytes)
            {
                Seal();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InfluxDbErrors.Spool(Folder, exception);
        }
    }

    /// <summary>Keeps a line that the server will never take, with its reason.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public void Reject(ReadOnlySpan<byte> line, string reason)
    {
        try
        {
            _rejected ??= OpenRejected(Path.Combine(Folder, "rejected.lp"));
            byte[] text = [.. "# "u8, .. System.Text.Encoding.UTF8.GetBytes(reason.ReplaceLineEndings(" ")), (byte)'\n', .. line];
            Append(_rejected, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InfluxDbErrors.Spool(Folder, exception);
        }
    }

    /// <summary>The oldest file's lines; nothing is removed. An empty file has none.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public SpoolSegment Peek()
    {
        var number = _segments.Min;
        if (number == _openNumber)
        {
            Seal();
        }

        try
        {
            return new SpoolSegment(number, LineBatch.Parse(Inflate(FileOf(number))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InfluxDbErrors.Spool(Folder, exception);
        }
    }

    /// <summary>Removes a file whose lines were sent.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public void Remove(int segment)
    {
        try
        {
            File.Delete(FileOf(segment));
            _segments.Remove(segment);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InfluxDbErrors.Spool(Folder, exception);
        }
    }

    /// <summary>Closes the spool; a folder that holds nothing is removed.</summary>
    public void Dispose()
    {
        Seal();
        var holdsRejected = _rejected is not null;
        _rejected?.Dispose();
        if (IsEmpty && !holdsRejected)
        {
            RemoveFolder();
        }

        _lock.Dispose();
    }

    private void RemoveFolder()
    {
        try
        {
            // Only the lock is left, unless somebody put something there.
            if (Directory.EnumerateFileSystemEntries(Folder).Take(2).Count() == 1)
            {
                File.Delete(_lock.Name);
                Directory.Delete(Folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The run was removed in the meantime, or the folder is in use: an empty one does no harm.
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return PrivateFiles.OpenLock(Path.Combine(folder, "lock"));
        }
        catch (IOException exception) when (PrivateFiles.IsSharingViolation(exception))
        {
            throw InfluxDbErrors.SpoolInUse(folder, exception);
        }
    }

    private static FileStream OpenRejected(string path)
    {
        var number = 1;
        var free = path;
        while (File.Exists(free))
        {
            free = Path.ChangeExtension(path, string.Create(CultureInfo.InvariantCulture, $".{++number}.lp"));
        }

        return PrivateFiles.CreateLog(free);
    }

    private static void Append(FileStream file, ReadOnlySpan<byte> bytes)
    {
        var end = file.Position;
        try
        {
            file.Write(bytes);
        }
        catch (IOException)
        {
            // What a full disk cut off must not be continued by the next write.
            file.SetLength(end);
            file.Position = end;
            throw;
        }
    }

    private static ReadOnlySpan<byte> Inflate(string path)
    {
        using var file = PrivateFiles.OpenShared(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var lines = new MemoryStream();
        try
        {
            gzip.CopyTo(lines);
        }
        catch (InvalidDataException)
        {
            // The end is cut off: the process died while it wrote. What came before is whole.
        }

        return lines.GetBuffer().AsSpan(0, (int)lines.Length);
    }

    private void Seal()
    {
        _open?.Dispose();
        _open = null;
        _openNumber = 0;
    }

    private string FileOf(int number) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{number:000000}.lp.gz"));
}
