using System.Text.Json;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Results;

/// <summary>
/// The distributions of seconds that nothing more is expected of: some megabytes in memory, and the rest in a temporary file that only
/// this process sees, so that memory hardly grows with the length of a test. Where no file can be had, all stay in memory.
/// </summary>
/// <param name="memory">Bytes that may stay in memory.</param>
/// <param name="folder">Where the file is made.</param>
internal sealed class SealedSeconds(int memory, string folder)
{
    private FileStream? _file;
    private long _end;
    private long _inMemory;
    private bool _hasNoFile;

    /// <summary>Puts a second's distributions away.</summary>
    public Place Put(LatencySet latencies)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(latencies, EngineJson.Default.LatencySet);
        var place = new Place(this, null, _end, bytes.Length);
        if (_inMemory + bytes.Length > memory && TryWrite(bytes))
        {
            return place;
        }

        _inMemory += bytes.Length;
        return place with { Kept = bytes };
    }

    private bool TryWrite(byte[] bytes)
    {
        if (_hasNoFile)
        {
            return false;
        }

        try
        {
            _file ??= PrivateFiles.OpenNameless(folder);
            RandomAccess.Write(_file.SafeFileHandle, bytes, _end);
            _end += bytes.Length;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No folder for temporary files, or a full disk: what has been written can still be read.
            _hasNoFile = true;
            return false;
        }
    }

    /// <summary>Where one second's distributions are.</summary>
    /// <param name="Owner">Who has them.</param>
    /// <param name="Kept">In memory; null for those in the file.</param>
    /// <param name="Offset">In the file, in bytes.</param>
    /// <param name="Length">In bytes.</param>
    public sealed record Place(SealedSeconds Owner, byte[]? Kept, long Offset, int Length)
    {
        /// <summary>Brings them back.</summary>
        /// <exception cref="IOException">The file cannot be read.</exception>
        public LatencySet Get()
        {
            var bytes = Kept ?? new byte[Length];
            for (var read = 0; Kept is null && read < Length;)
            {
                var count = RandomAccess.Read(Owner._file!.SafeFileHandle, bytes.AsSpan(read), Offset + read);
                read += count > 0 ? count : throw new IOException("The file of the test's past seconds is shorter than it was written.");
            }

            return JsonSerializer.Deserialize(bytes, EngineJson.Default.LatencySet)!;
        }
    }
}
