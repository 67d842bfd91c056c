using System.Reflection;
using System.Runtime.CompilerServices;

namespace IoTLoad.PowerShell.Tests;

/// <summary>What all tests stand on: the assembled module, and a run store of their own.</summary>
internal static class TestEnvironment
{
    /// <summary>The assembled module's folder.</summary>
    public static string Module { get; } = Metadata("ModuleOutput").TrimEnd('/', '\\');

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = Metadata("RepoRoot");

    /// <summary>The run store of all tests of this process and of the processes that they start.</summary>
    public static string Home { get; } = Directory.CreateTempSubdirectory("iotload-tests-").FullName;

    // PowerShell's engine reads the opt-out when it loads, so it has to be there before any test runs.
    [ModuleInitializer]
    internal static void Prepare()
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("IOTLOAD_HOME", Home);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);
    }

    private static string Metadata(string key) => typeof(TestEnvironment).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == key).Value!;
}
