namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>The program that makes a process the leader of a session of its own, by which all that it starts can be killed.</summary>
internal static class SetSession
{
    /// <summary>Path of setsid; null on macOS, which has none.</summary>
    public static string? Program { get; } = Find("/usr/bin/setsid") ?? Find("/bin/setsid");

    private static string? Find(string path) => File.Exists(path) ? path : null;
}
