using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>The executable that a custom runtime's zip file has to have, checked before it is run.</summary>
internal static class Bootstrap
{
    // Executable and Linkable Format, "e_machine".
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    /// <summary>Path of the executable.</summary>
    public static string PathIn(DeployedCode code) => Path.Combine(code.Folder, "bootstrap");

    /// <summary>Why it cannot be run, in the words of Lambda's log; null where nothing speaks against it.</summary>
    public static string? Fault(DeployedCode code)
    {
        var path = PathIn(code);
        if (!File.Exists(path))
        {
            return "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) == 0)
        {
            return "fork/exec /var/task/bootstrap: permission denied";
        }

        Span<byte> head = stackalloc byte[256];
        using var file = File.OpenRead(path);
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.StartsWith("#!"u8) ? ScriptFault(head[2..]) : BinaryFault(head);
    }

    private static string? ScriptFault(ReadOnlySpan<byte> head)
    {
        var line = System.Text.Encoding.UTF8.GetString(head).Split('\n')[0].Trim().Split(' ')[0];
        return File.Exists(line) && !OperatingSystem.IsWindows() ? null : "fork/exec /var/task/bootstrap: no such file or directory";
    }

    private static string? BinaryFault(ReadOnlySpan<byte> head)
    {
        const string Format = "fork/exec /var/task/bootstrap: exec format error";
        if (head.Length < 20 || !head.StartsWith("\u007fELF"u8))
        {
            return Format;
        }

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
        var host = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? Arm64 : X64;
        if (OperatingSystem.IsLinux() && machine == host)
        {
            return null;
        }

        return $"{Format} (the code is for {Name(machine)}, this machine is {RuntimeInformation.OSDescription.Split(' ')[0]} on "
            + $"{Name(host)})";
    }

    private static string Name(ushort machine) => machine switch
    {
        X64 => "x86_64",
        Arm64 => "arm64",
        _ => $"machine type {machine}",
    };
}
