using System.Diagnostics;
using System.Text;

namespace IoTLoad.Peers;

/// <summary>A server's process: started, watched until it answers, killed, started again.</summary>
internal sealed class ServerProcess(
    string program, IReadOnlyList<string> arguments, Func<CancellationToken, Task<bool>> answers) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly StringBuilder _log = new();
    private Process? _process;

    /// <summary>The process's ID, while it runs.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException($"{Path.GetFileName(program)} is not running.");

    /// <summary>What the server has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Kills the server (SIGKILL) and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;

            // The program may be a launcher: moto_server's starts Python.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Starts the server, killing it first if it runs, and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended at once.</exception>
    public async Task RestartAsync()
    {
        await KillAsync();
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true },
        };
        process.ErrorDataReceived += Keep;
        process.OutputDataReceived += Keep;
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _process = process;
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await AnswersAsync(limit.Token))
        {
            if (process.HasExited)
            {
                await process.WaitForExitAsync(limit.Token);
                throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}:\n{Log}");
            }

            // No event says that another process listens.
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Starts on ports that were free a moment ago: another process may have taken one, so a few times.</summary>
    public static async Task<T> StartAsync<T>(Func<T> make, Func<T, ServerProcess> of)
        where T : IAsyncDisposable
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = make();
            try
            {
                await of(server).RestartAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 3
                && of(server).Log.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                await server.DisposeAsync();
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task<bool> AnswersAsync(CancellationToken limit)
    {
        try
        {
            return await answers(limit);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
