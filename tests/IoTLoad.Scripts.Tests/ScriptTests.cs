using System.Reflection;
using IoTLoad.Peers;

namespace IoTLoad.Scripts.Tests;

/// <summary>Runs each script of Scripts/ in a real pwsh; the script states what must hold.</summary>
public sealed class ScriptTests
{
    private static readonly string Peers = Path.Combine(AppContext.BaseDirectory, "Peers");

    public static TheoryData<string> All => [.. Names("Scripts")];

    [Theory]
    [MemberData(nameof(All))]
    public Task What_a_script_states_holds(string name)
    {
        foreach (var peer in (string[])["mosquitto", "mosquitto_sub", "influxd", "openssl", "python3", "faketime"])
        {
            Peer.Require(peer);
        }

        return RunAsync("Scripts", name);
    }

    internal static IEnumerable<string> Names(string folder) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, folder), "*.ps1").Select(file =>
            Path.GetFileNameWithoutExtension(file)).Order();

    internal static async Task RunAsync(string kind, string name, params (string Name, string Value)[] environment)
    {
        using var folder = new PrivateFolder();
        var scripts = Path.Combine(AppContext.BaseDirectory, kind);
        var (module, root) = (Metadata("ModuleOutput"), Metadata("RepoRoot"));
        using var pwsh = Pwsh.Start(
            $"$PSStyle.OutputRendering = 'PlainText'; Import-Module '{Peers}/Scripts.psm1'; . '{scripts}/{name}.ps1'",
            [("WORK", folder.FullPath), ("MODULE", module), ("PEERS", Peers), ("SCRIPTS", scripts), ("REPOSITORY", root), .. environment]);
        var (output, errors, exitCode) = await pwsh.WaitAsync();
        Assert.True(
            exitCode == 0 && output.Contains("holds:", StringComparison.Ordinal) && !output.Contains("BROKEN:", StringComparison.Ordinal),
            $"{name} ended with {exitCode}:\n{output}\n{errors}");
    }

    private static string Metadata(string key) => typeof(ScriptTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == key).Value!;
}
