using System.Diagnostics;
using IoTLoad.Peers;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>A file system of its own with next to no room; needs the right to mount, and skips the test where that is missing.</summary>
internal sealed class TinyDisk : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public TinyDisk(string size)
    {
        if (!OperatingSystem.IsLinux() || Run("mount", "-t", "tmpfs", "-o", $"size={size}", "none", _folder.FullPath) != 0)
        {
            _folder.Dispose();
            Assert.Skip("A file system can be mounted by root on Linux only.");
        }
    }

    public string FullPath => _folder.FullPath;

    public void Dispose()
    {
        Run("umount", "-l", _folder.FullPath);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
