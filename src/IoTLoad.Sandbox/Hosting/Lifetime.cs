using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>What ends the process from outside: signals, the end of its standard input, the end of its parent.</summary>
internal sealed class Lifetime : IDisposable
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly CancellationTokenSource _closing = new();

    /// <param name="options">Say what is watched besides signals.</param>
    public Lifetime(SandboxOptions options, Stream input)
    {
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _ended.TrySetResult();
            }));
        }

        if (options.WatchInput)
        {
            Watch(DrainAsync(input));
        }

        if (options.ParentId is { } parent)
        {
            Watch(WaitForAsync(parent));
        }
    }

    /// <summary>Ends when one of them happens.</summary>
    public Task Ended => _ended.Task;

    public void Dispose()
    {
        _closing.Cancel();
        _signals.ForEach(signal => signal.Dispose());
        _closing.Dispose();
    }

    // Whatever ends the watching, a failure included, there is nobody left to watch for.
    private void Watch(Task task) => task.ContinueWith(_ => _ended.TrySetResult(), TaskScheduler.Default);

    private async Task DrainAsync(Stream input)
    {
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer, _closing.Token) > 0)
        {
            // What is sent does not matter, only that it ends.
        }
    }

    private async Task WaitForAsync(int id)
    {
        try
        {
            using var parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync(_closing.Token);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
