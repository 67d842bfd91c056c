using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// Reads what a process writes to standard output and standard error, a line at a time and in the order in which it was
/// written. It is a named pipe that this process holds open for writing as well: a mark written to it comes out after all that
/// was written before, which tells that nothing is still on its way.
/// </summary>
internal sealed partial class OutputPipe : IDisposable
{
    // CloudWatch Logs takes no larger line.
    private const int LongestLine = 256 * 1024;

    private readonly FileStream _pipe;
    private readonly byte[] _mark;
    private readonly Action<string> _line;
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _drains = [];
    private readonly Thread _reader;
    private bool _ended;

    /// <param name="line">Takes a line, on a thread of the pipe's own.</param>
    public OutputPipe(string path, Action<string> line)
    {
        Path = path;
        _line = line;

        // No line of text has a zero byte before 24 letters that nobody knows.
        _mark = Encoding.ASCII.GetBytes($"\0{RandomNumberGenerator.GetHexString(24)}\n");
        if (MakePipe(path, 0x180) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        _pipe = new FileStream(path, new FileStreamOptions { Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, BufferSize = 0 });

        // A thread, since a read of a pipe blocks, and hundreds of functions would starve the thread pool.
        _reader = new Thread(Read, 128 * 1024) { IsBackground = true, Name = "function output" };
        _reader.Start();
    }

    /// <summary>Path of the pipe.</summary>
    public string Path { get; }

    /// <summary>Ends when everything that was written until now has been taken.</summary>
    public Task DrainAsync()
    {
        var drain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended)
            {
                return Task.CompletedTask;
            }

            _drains.Enqueue(drain);
        }

        // Outside of the lock: the pipe may be full, and its reader may want the lock.
        _pipe.Write(_mark);
        return drain.Task;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
        }

        _pipe.Write(_mark);
        _reader.Join();
        _pipe.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);

    private void Read()
    {
        var buffer = new byte[4096];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            filled += _pipe.Read(buffer, filled, buffer.Length - filled);
            var start = 0;
            for (int end; (end = buffer.AsSpan(start, filled - start).IndexOf((byte)'\n')) >= 0; start += end + 1)
            {
                if (!Take(buffer.AsSpan(start, end + 1)))
                {
                    return;
                }
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled >= LongestLine)
            {
                _line(Encoding.UTF8.GetString(buffer, 0, filled));
                filled = 0;
            }
        }
    }

    private bool Take(ReadOnlySpan<byte> line)
    {
        var marked = line.EndsWith(_mark);
        var text = marked ? line[..^_mark.Length] : line[..^1];
        if (!marked || text.Length > 0)
        {
            _line(Encoding.UTF8.GetString(text));
        }

        return !marked || Reached();
    }

    private bool Reached()
    {
        lock (_lock)
        {
            if (_drains.TryDequeue(out var drain))
            {
                drain.SetResult();
                return true;
            }

            return !_ended;
        }
    }
}
