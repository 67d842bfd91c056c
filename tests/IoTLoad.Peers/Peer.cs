using System.Diagnostics;

namespace IoTLoad.Peers;

/// <summary>Programs that others wrote and that tests talk to.</summary>
public static class Peer
{
    /// <summary>The path of an installed program; skips the running test if it is missing.</summary>
    /// <param name="program">Its name, such as <c>mosquitto</c>.</param>
    /// <remarks>With IOTLOAD_REQUIRE_PEERS=1 in the environment, the test fails instead.</remarks>
    public static string Require(string program)
    {
        if (Find(program) is { } path)
        {
            return path;
        }

        Miss($"{program} is not installed.");
        return "";
    }

    /// <summary>Checks that Python has a module; skips the running test if it does not.</summary>
    /// <param name="module">Name of the module, such as <c>botocore</c>.</param>
    /// <remarks>With IOTLOAD_REQUIRE_PEERS=1 in the environment, the test fails instead.</remarks>
    public static void RequirePython(string module)
    {
        using var python = Process.Start(
            new ProcessStartInfo(Require("python3"), ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        if (python.ExitCode != 0)
        {
            Miss($"Python has no module {module}.");
        }
    }

    internal static void Miss(string message)
    {
        if (Environment.GetEnvironmentVariable("IOTLOAD_REQUIRE_PEERS") == "1")
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
    }

    internal static string? Find(string program)
    {
        // Debian puts servers into sbin, which is not on everybody's PATH.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Append("/usr/local/sbin");
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }
}
