using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>Programs that a test sends Ctrl-C to.</summary>
public static class Interruptible
{
    /// <summary>
    /// How to start one. Who runs the tests in the background of a script has Ctrl-C ignored, and so would have all that it starts; on
    /// Linux, env gives it back.
    /// </summary>
    public static ProcessStartInfo Command(string program, params IEnumerable<string> arguments) => OperatingSystem.IsLinux()
        ? new ProcessStartInfo("env", ["--default-signal=INT,QUIT", program, .. arguments])
        : new ProcessStartInfo(program, arguments);
}
