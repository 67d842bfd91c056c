namespace IoTLoad.Shell;

/// <summary>Exit codes, as pwsh has them.</summary>
internal static class ExitCode
{
    /// <summary>A command failed, or a script ended with an error.</summary>
    public const int Failed = 1;

    /// <summary>A switch is not known, or the script is not there.</summary>
    public const int BadCommandLine = 64;

    /// <summary>Ended by SIGTERM, in good order: 128 and the signal's number.</summary>
    public const int Terminated = 143;
}
