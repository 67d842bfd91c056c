using System.Management.Automation;
using System.Management.Automation.Host;

namespace IoTLoad.Shell.Host;

/// <summary>Output on standard output; errors, warnings and progress on standard error; questions on the terminal.</summary>
internal sealed partial class ShellInterface : PSHostUserInterface, IDisposable
{
    private const string Red = "\u001b[31;1m";
    private const string Yellow = "\u001b[33;1m";
    private const string Reset = "\u001b[0m";

    private readonly bool _nonInteractive;
    private readonly bool _colour;
    private readonly Lock _gate = new();
    private readonly ProgressLine? _progress;
    private readonly ShellRawInterface _raw = new();

    /// <param name="nonInteractive">Whether nobody is there to answer.</param>
    /// <param name="isTerminal">Whether output goes to a terminal.</param>
    public ShellInterface(bool nonInteractive, bool isTerminal)
    {
        _nonInteractive = nonInteractive;
        var noColour = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        _colour = !Console.IsErrorRedirected && !noColour;
        SupportsVirtualTerminal = isTerminal && !noColour;
        _progress = Console.IsErrorRedirected ? null : new ProgressLine(Console.Error, () => _raw.BufferSize.Width);
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI => _raw;

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal { get; }

    /// <inheritdoc/>
    public void Dispose() => ClearProgress();

    /// <summary>Takes the progress line away.</summary>
    public void ClearProgress()
    {
        lock (_gate)
        {
            _progress?.Clear();
        }
    }

    /// <inheritdoc/>
    public override void Write(string value) => To(Console.Out, value, newLine: false);

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string value) => To(Console.Out, value, newLine: true);

    /// <inheritdoc/>
    public override void WriteErrorLine(string value) => To(Console.Error, value, newLine: true, Red);

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => To(Console.Error, "WARNING: " + message, newLine: true, Yellow);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => To(Console.Error, "VERBOSE: " + message, newLine: true, Yellow);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => To(Console.Error, "DEBUG: " + message, newLine: true, Yellow);

    /// <inheritdoc/>
    public override void WriteInformation(InformationRecord record) => To(Console.Error, record.MessageData?.ToString() ?? "", newLine: true);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        lock (_gate)
        {
            _progress?.Show(record);
        }
    }

    private void To(TextWriter writer, string value, bool newLine, string? colour = null)
    {
        lock (_gate)
        {
            _progress?.Clear();
            var styled = GetOutputString(value, writer == Console.Error ? _colour : SupportsVirtualTerminal);
            writer.Write(_colour && colour is not null ? $"{colour}{styled}{Reset}" : styled);
            if (newLine)
            {
                writer.WriteLine();

                // In the middle of a line, progress would be drawn over its beginning.
                _progress?.Draw();
            }
        }
    }
}
