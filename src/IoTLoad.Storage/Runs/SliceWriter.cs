using System.Text.Json;
using IoTLoad.Engine;

namespace IoTLoad.Storage.Runs;

/// <summary>Appends to <c>metrics.jsonl</c>, which another process may have begun.</summary>
internal sealed class SliceWriter : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Goes on with a file, or creates it.</summary>
    public SliceWriter(string path)
    {
        if (File.Exists(path))
        {
            _file = PrivateFiles.AppendLog(path);
            EndLastLine(path);
        }
        else
        {
            _file = PrivateFiles.CreateLog(path);
        }
    }

    /// <summary>Appends all of the slices or none: a line that a full disk cut off must not be continued by the next one.</summary>
    /// <param name="slices">The slices.</param>
    /// <param name="flush">Whether to wait for the disk.</param>
    public void Append(IReadOnlyList<StoredSlice> slices, bool flush)
    {
        var lines = new MemoryStream();
        foreach (var slice in slices)
        {
            JsonSerializer.Serialize(lines, slice, MetricsJson.Default.StoredSlice);
            lines.WriteByte((byte)'\n');
        }

        AppendWhole(_file, () =>
        {
            lines.WriteTo(_file);
            if (flush)
            {
                Flush();
            }
        });
    }

    /// <summary>Appends to a file; what a full disk cut off is taken out again, so that the next write does not continue it.</summary>
    internal static void AppendWhole(FileStream file, Action write)
    {
        var end = file.Position;
        try
        {
            write();
        }
        catch (IOException)
        {
            file.SetLength(end);
            file.Position = end;
            throw;
        }
    }

    public void Flush() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    // The process may have died while it wrote. A whole line lacks only its end; a part of one must not be continued.
    private void EndLastLine(string path)
    {
        using var written = PrivateFiles.OpenShared(path);
        var length = written.Length;
        var start = length;
        var block = new byte[4096];
        while (start > 0)
        {
            var from = Math.Max(0, start - block.Length);
            var part = block.AsSpan(0, (int)(start - from));
            written.Position = from;
            written.ReadExactly(part);
            var at = part.LastIndexOf((byte)'\n');
            start = at >= 0 ? from + at + 1 : from;
            if (at >= 0)
            {
                break;
            }
        }

        if (start == length)
        {
            return;
        }

        var tail = new byte[length - start];
        written.Position = start;
        written.ReadExactly(tail);
        if (IsWhole(tail))
        {
            _file.Write("\n"u8);
        }
        else
        {
            _file.SetLength(start);
            _file.Seek(0, SeekOrigin.End);
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, MetricsJson.Default.StoredSlice) is { Slice: not null };
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
