using System.Globalization;
using System.IO.Compression;
using System.Text;
using IoTLoad.Engine;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>
/// Keeps lines that could not be sent, in a folder: <c>000001.lp.gz</c> and so on, each of gzip members that are whole batches,
/// and <c>rejected.lp</c> with the lines that the server will never accept, each below its reason. If the process dies while it
/// writes, the last member is cut off, and all before it can be read. One process at a time has the folder open.
/// </summary>
internal sealed class InfluxDbSpool : IDisposable
{
    /// <summary>Name of the folder within a run's folder.</summary>
    public const string FolderName = "influxdb";

    /// <summary>Compressed size at which a file is closed, about; what is sent again if the process dies while it replays.</summary>
    private const int SegmentBytes = 1024 * 1024;
    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly SortedSet<int> _segments = [];
    private FileStream? _open;
    private int _openNumber;
    private int _next;
    private FileStream? _rejected;

    private InfluxDbSpool(string folder, FileStream @lock)
    {
        _folder = folder;
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

    /// <summary>Number of the first file that this process writes; those before it were left by another.</summary>
    public int FirstOwn { get; }

    /// <summary>Whether nothing waits to be sent.</summary>
    public bool IsEmpty => _segments.Count == 0;

    /// <summary>Opens a spool, and creates its folder; files that an earlier process left are replayed, too.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolInUse</c>, <c>InfluxDbSpoolNotWritten</c>.</exception>
    public static InfluxDbSpool Open(string folder) => Guard(folder, () =>
    {
        PrivateFiles.CreateFolder(folder);
        try
        {
            return new InfluxDbSpool(folder, PrivateFiles.OpenLock(Path.Combine(folder, "lock")));
        }
        catch (IOException exception) when (PrivateFiles.IsSharingViolation(exception))
        {
            throw InfluxDbErrors.SpoolInUse(folder, exception);
        }
    });

    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>; then none of the lines is kept.</exception>
    public void Append(IReadOnlyList<string> lines) => Guard(() =>
    {
        if (_open is null)
        {
            _open = PrivateFiles.CreateLog(FileOf(_next));
            _segments.Add(_openNumber = _next++);
        }

        using var member = LineText.Compress(lines);
        SliceWriter.AppendWhole(_open, () => member.WriteTo(_open));
        if (_open.Length >= SegmentBytes)
        {
            Seal();
        }
    });

    /// <summary>Keeps a line that the server will never accept, with its reason.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public void Reject(RejectedLine rejected) => Guard(() =>
    {
        _rejected ??= PrivateFiles.CreateLog(FreeName("rejected.lp"));
        var text = Encoding.UTF8.GetBytes($"# {rejected.Error.Message.ReplaceLineEndings(" ")}\n{rejected.Line}\n");
        SliceWriter.AppendWhole(_rejected, () => _rejected.Write(text));
    });

    /// <summary>The oldest file's number and lines; nothing is removed.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public (int Number, IReadOnlyList<string> Lines) Peek() => Guard(_folder, () =>
    {
        var number = _segments.Min;
        if (number == _openNumber)
        {
            Seal();
        }

        return (number, LineText.Split(Inflate(FileOf(number))));
    });

    /// <summary>Removes a file whose lines were sent.</summary>
    /// <exception cref="LoadException"><c>InfluxDbSpoolNotWritten</c>.</exception>
    public void Remove(int segment) => Guard(() =>
    {
        File.Delete(FileOf(segment));
        _segments.Remove(segment);
    });

    /// <summary>Closes the spool; a folder that holds nothing is removed.</summary>
    public void Dispose()
    {
        Seal();
        _rejected?.Dispose();
        try
        {
            // Only the lock is left, unless somebody put something there.
            if (Directory.EnumerateFileSystemEntries(_folder).Take(2).Count() == 1)
            {
                File.Delete(_lock.Name);
                Directory.Delete(_folder);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The run was removed in the meantime, or the folder is in use: an empty one does no harm.
        }

        _lock.Dispose();
    }

    private static string Inflate(string path)
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
            // The process died while it wrote the end. What came before is whole.
        }

        return Encoding.UTF8.GetString(lines.GetBuffer(), 0, (int)lines.Length);
    }

    internal static void Guard(string folder, Action use) => Guard(folder, () =>
    {
        use();
        return true;
    });

    private void Guard(Action use) => Guard(_folder, use);

    private static T Guard<T>(string folder, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InfluxDbErrors.Spool(folder, exception);
        }
    }

    private void Seal()
    {
        _open?.Dispose();
        _open = null;
        _openNumber = 0;
    }

    private string FreeName(string name)
    {
        var path = Path.Combine(_folder, name);
        for (var number = 2; File.Exists(path); number++)
        {
            path = Path.Combine(_folder, Path.ChangeExtension(name, Text($".{number}.lp")));
        }

        return path;
    }

    private string FileOf(int number) => Path.Combine(_folder, Text($"{number:000000}.lp.gz"));
}
