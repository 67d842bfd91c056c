using System.Diagnostics;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// Kills functions when the sandbox is gone, however it went: a shell that reads from a pipe which nobody else holds, is told
/// each function's process, and at the pipe's end kills those that are left and removes their folder.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    // A session of its own, and deaf to signals, so that what ends the sandbox does not end this first.
    private const string Script = """
        trap '' HUP INT TERM
        exec >/dev/null 2>&1
        ids=' '
        while read -r what id; do
          case $what in
            +) ids="$ids$id " ;;
            -) ids="${ids%% $id *} ${ids#* $id }" ;;
          esac
        done
        for id in $ids; do kill -KILL "-$id" || kill -KILL "$id"; done
        rm -rf "$1"
        """;

    private readonly Process _shell;
    private readonly Lock _lock = new();
    private bool _closed;

    /// <param name="folder">Folder that is removed in the end.</param>
    public ProcessGuard(string folder)
    {
        // The first shell becomes the second in a session of its own.
        _shell = Process.Start(new ProcessStartInfo("/bin/sh",
            ["-c", $"exec {SetSession.Program} /bin/sh -c \"$1\" iotload-sandbox-guard \"$2\"", "sh", Script, folder])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        })!;
        _shell.StandardInput.AutoFlush = true;
    }

    /// <summary>Names a process to kill.</summary>
    public void Add(int id) => Tell('+', id);

    /// <summary>Says that a process has ended.</summary>
    public void Remove(int id) => Tell('-', id);

    /// <summary>Kills what is left, and waits until it is done.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _shell.StandardInput.Close();
        }

        _shell.WaitForExit();
        _shell.Dispose();
    }

    private void Tell(char what, int id)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                _shell.StandardInput.Write($"{what} {id}\n");
            }
            catch (IOException)
            {
                // Somebody has killed the shell; functions still end with the sandbox where it ends in good order.
                _closed = true;
            }
        }
    }
}
