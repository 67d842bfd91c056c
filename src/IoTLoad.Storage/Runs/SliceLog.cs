using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Storage.Runs;

/// <summary>
/// Reads <c>metrics.jsonl</c>, also while it is being written. The process may have died while it wrote, so a last line that
/// has no end is left out; any other line that cannot be read is damage.
/// </summary>
internal static class SliceLog
{
    /// <summary>The slices with their line numbers, from 1; a slice that is there twice comes once.</summary>
    /// <exception cref="Engine.LoadException"><c>RunDamaged</c> with the line.</exception>
    public static IEnumerable<(int Line, StoredSlice Slice)> Read(RunFolder folder)
    {
        // A run that ended before its first report has no file.
        if (!File.Exists(folder.SlicesFile))
        {
            yield break;
        }

        var seen = new SliceSet();
        var number = 0;
        foreach (var (line, whole) in Lines(folder.SlicesFile))
        {
            number++;
            if (Parse(folder, line.Span, number, whole) is { } slice && seen.Add(slice))
            {
                yield return (number, slice);
            }
        }
    }

    /// <summary>Reads a line; null if it is the last one, and cut off.</summary>
    /// <exception cref="Engine.LoadException"><c>RunDamaged</c> with the line.</exception>
    public static StoredSlice? Parse(RunFolder folder, ReadOnlySpan<byte> line, int number, bool whole)
    {
        try
        {
            var slice = JsonSerializer.Deserialize(line, MetricsJson.Default.StoredSlice);
            return slice is { Slice: { Second: >= 0, Counters: not null, Latencies: not null } } ? slice
                : throw StoreErrors.Damaged(folder.Id, folder.SlicesFile, number, "it does not hold a second");
        }
        catch (JsonException exception)
        {
            return whole
                ? throw StoreErrors.Damaged(folder.Id, folder.SlicesFile, number, "it is not the JSON that was written", exception)
                : null;
        }
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Line, bool Whole)> Lines(string path)
    {
        using var file = PrivateFiles.OpenShared(path);
        var buffer = new byte[64 * 1024];
        var start = 0;
        var end = 0;
        while (true)
        {
            var read = file.Read(buffer, end, buffer.Length - end);
            var searched = end;
            end += read;
            for (int length; (length = Array.IndexOf(buffer, (byte)'\n', searched, end - searched)) >= 0;)
            {
                yield return (buffer.AsMemory(start, length - start), true);
                start = searched = length + 1;
            }

            if (read == 0)
            {
                break;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        if (end > start)
        {
            yield return (buffer.AsMemory(start, end - start), false);
        }
    }
}

/// <summary>Which seconds of which shards and waves are there, a bit each: eight hours of 200 shards take under a megabyte.</summary>
internal sealed class SliceSet
{
    private readonly Dictionary<(int Shard, DateTimeOffset Origin), SecondSet> _streams = [];

    public bool Contains(StoredSlice slice) =>
        _streams.TryGetValue((slice.Shard, slice.Origin), out var seconds) && seconds.Contains(slice.Slice.Second);

    /// <summary>Adds a second; false if it was there.</summary>
    public bool Add(StoredSlice slice)
    {
        if (!_streams.TryGetValue((slice.Shard, slice.Origin), out var seconds))
        {
            _streams.Add((slice.Shard, slice.Origin), seconds = new SecondSet());
        }

        return seconds.Add(slice.Slice.Second);
    }
}
