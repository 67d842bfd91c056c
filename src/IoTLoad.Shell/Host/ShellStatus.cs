namespace IoTLoad.Shell.Host;

/// <summary>What scripts can tell the host, as <c>$Host.PrivateData</c>.</summary>
public sealed class ShellStatus
{
    /// <summary>Whether the last statement of the last command succeeded: <c>$?</c>.</summary>
    public bool LastSucceeded { get; set; } = true;
}
