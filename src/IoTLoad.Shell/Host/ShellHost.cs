using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace IoTLoad.Shell.Host;

/// <summary>The host that PowerShell's engine speaks to.</summary>
internal sealed class ShellHost : PSHost, IDisposable
{
    private readonly ShellInterface _ui;

    public ShellHost(bool nonInteractive)
    {
        _ui = new ShellInterface(nonInteractive, isTerminal: !Console.IsOutputRedirected);
    }

    /// <summary>What the last command has said of itself.</summary>
    public ShellStatus Status { get; } = new();

    /// <inheritdoc/>
    public override PSObject PrivateData => PSObject.AsPSObject(Status);

    /// <summary>The exit code that <c>exit</c> asked for; null where it was not called.</summary>
    public int? ExitRequested { get; private set; }

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override string Name => "IoTLoad.Shell";

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc/>
    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version ?? new Version();

    /// <inheritdoc/>
    public void Dispose() => _ui.Dispose();

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("IoTLoad.Shell has no nested prompts.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("IoTLoad.Shell has no nested prompts.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => _ui.ClearProgress();

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitRequested ??= exitCode;
}
