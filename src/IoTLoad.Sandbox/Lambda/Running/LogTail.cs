using System.Text;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>Keeps the end of an invocation's log, which callers may ask for. Not safe for concurrent use.</summary>
internal sealed class LogTail
{
    // As Lambda's API documents X-Amz-Log-Result.
    private const int Size = 4096;

    private readonly Queue<byte[]> _lines = [];
    private int _length;

    /// <summary>Forgets what there is.</summary>
    public void Clear()
    {
        _lines.Clear();
        _length = 0;
    }

    public void Add(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _lines.Enqueue(bytes);
        _length += bytes.Length;
        while (_length - _lines.Peek().Length >= Size)
        {
            _length -= _lines.Dequeue().Length;
        }
    }

    /// <summary>The last 4 KiB.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        var all = _lines.SelectMany(line => line).ToArray();
        return all.AsMemory(Math.Max(0, all.Length - Size));
    }
}
