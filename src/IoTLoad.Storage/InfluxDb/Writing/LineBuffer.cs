using System.Threading.Channels;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>The lines that wait in memory, up to a limit: any thread adds them, and one takes them away in batches.</summary>
internal sealed class LineBuffer(InfluxDbWriterOptions options)
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Stack<IReadOnlyList<string>> _returned = [];
    private long _bytes;
    private int _waiting;

    /// <summary>What the lines take in memory, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Whether the new lines are enough for a batch.</summary>
    public bool HasBatch => Volatile.Read(ref _waiting) >= options.BatchLines;

    /// <summary>Adds a line; false if the memory is used up.</summary>
    /// <param name="line">The line.</param>
    /// <param name="makesBatch">Whether the new lines are just enough for a batch.</param>
    public bool TryAdd(string line, out bool makesBatch)
    {
        makesBatch = false;
        if (Bytes + SizeOf(line) > options.MemoryLimit)
        {
            return false;
        }

        Interlocked.Add(ref _bytes, SizeOf(line));
        _lines.Writer.TryWrite(line);
        makesBatch = Interlocked.Increment(ref _waiting) == options.BatchLines;
        return true;
    }

    /// <summary>Takes a batch, what was returned before what is new; null if there is nothing.</summary>
    public IReadOnlyList<string>? Take()
    {
        if (_returned.TryPop(out var returned))
        {
            Interlocked.Add(ref _bytes, -returned.Sum(SizeOf));
            return returned;
        }

        var lines = new List<string>();
        for (var size = 0; lines.Count < options.BatchLines && size < options.BatchBytes && _lines.Reader.TryRead(out var line);)
        {
            lines.Add(line);
            size += SizeOf(line);
            Interlocked.Decrement(ref _waiting);
            Interlocked.Add(ref _bytes, -SizeOf(line));
        }

        return lines.Count == 0 ? null : lines;
    }

    /// <summary>Puts a batch back, over the limit if need be.</summary>
    public void Return(IReadOnlyList<string> lines)
    {
        _returned.Push(lines);
        Interlocked.Add(ref _bytes, lines.Sum(SizeOf));
    }

    private static int SizeOf(string line) => (2 * line.Length) + 32;
}
