using System.Diagnostics;
using System.Management.Automation;

namespace IoTLoad.PowerShell.Running;

/// <summary>Writes a line every 10 s where nobody sees a progress bar: in a CI job, or with redirected output.</summary>
internal sealed class HostLine
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly string[] Tags = ["PSHOST"];
    private readonly bool _wanted = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
    private readonly Stopwatch _since = Stopwatch.StartNew();

    /// <summary>Writes the line when it is due; as Write-Host does, so that <c>6&gt;$null</c> silences it.</summary>
    public void Show(Cmdlet cmdlet, string text)
    {
        if (_wanted && _since.Elapsed >= Interval)
        {
            _since.Restart();
            Write(cmdlet, text);
        }
    }

    /// <summary>Writes a line as Write-Host does.</summary>
    public static void Write(Cmdlet cmdlet, string text) =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, Tags);
}
