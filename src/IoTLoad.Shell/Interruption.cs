using System.Runtime.InteropServices;

namespace IoTLoad.Shell;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks what runs to stop, and it may take its time: a load test drains before it ends. A third
/// Ctrl-C ends the process as it stands.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int Patience = 2;
    private readonly Func<bool> _stop;
    private readonly PosixSignalRegistration _terminate;
    private int _presses;

    /// <param name="stop">Asks what runs to stop, without waiting for it; false where nothing runs.</param>
    public Interruption(Func<bool> stop)
    {
        _stop = stop;
        Console.CancelKeyPress += OnCancel;
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            // Where nothing runs, there is nothing to end in good order, and the signal does what it always does.
            Terminated = true;
            context.Cancel = _stop();
        });
    }

    /// <summary>Whether the process was asked to end.</summary>
    public bool Terminated { get; private set; }

    /// <summary>Forgets earlier presses: a new command starts.</summary>
    public void Reset() => Interlocked.Exchange(ref _presses, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancel;
        _terminate.Dispose();
    }

    private void OnCancel(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = Interlocked.Increment(ref _presses) <= Patience;
        _stop();
    }
}
