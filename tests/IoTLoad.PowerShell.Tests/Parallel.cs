// One run store and one environment for all tests in this process: they would see each other's tests, so they run one after another.
// Tests whose scripts run in pwsh, with a store of their own, run beside them.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.Collections, MaxThreads = 2)]

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests whose scripts run in pwsh, one after another: none of them changes this process or looks into its run store.</summary>
[CollectionDefinition(nameof(InPwsh))]
public sealed class InPwsh
{
    /// <summary>The run store of these tests, as a variable of their processes.</summary>
    public static (string Name, string Value) Store { get; } = ("IOTLOAD_HOME", CreateStore());

    /// <summary>Silences the line that a test writes to the host every 10 s: on a slow machine it would be in the output.</summary>
    public const string Quiet = "$PSDefaultParameterValues['Start-IoTLoadTest:InformationAction'] = 'Ignore'; ";

    private static string CreateStore()
    {
        var folder = Directory.CreateTempSubdirectory("iotload-pwsh-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}

/// <summary>
/// Tests that measure how fast something is or need most of the machine, and those that change what all processes inherit.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
