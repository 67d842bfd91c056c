using System.Management.Automation;
using System.Management.Automation.Host;
using IoTLoad.Reports.Live;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Running;

/// <summary>Shows a test in the terminal, each view over the one before; elsewhere, a line from time to time.</summary>
internal sealed class LiveScreen(Cmdlet cmdlet, PSHost host)
{
    private readonly bool _terminal = host.UI is { SupportsVirtualTerminal: true } && !Console.IsOutputRedirected;
    private readonly HostLine _line = new();
    private int _shown;

    /// <summary>Shows how the test stands.</summary>
    public void Show(LiveView view)
    {
        if (!_terminal)
        {
            var now = view.Now();
            _line.Show(cmdlet, Text($"{view.Where()} offered {now.OfferedRate:N0}/s, published {now.PublishedRate:N0}/s"));
            return;
        }

        // ECMA-48: cursor up, and erase to the end of the line or screen.
        const string EraseLine = "\u001b[K";
        var lines = LiveText.Of(view);
        host.UI.Write((_shown > 0 ? Text($"\u001b[{_shown}A") : "")
            + string.Concat(lines.Select(line => $"{line}{EraseLine}\n")) + "\u001b[J");
        _shown = lines.Count;
    }
}
