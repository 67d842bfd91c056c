using System.Reflection;
using IoTLoad.Peers;

namespace IoTLoad.Scripts.Tests;

/// <summary>Runs each script of Scripts/ in a real pwsh; the script states what must hold.</summary>
public sealed class ScriptTests
{
    private static readonly string Peers = Path.Combine(AppContext.BaseDirectory, "Peers");
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Scripts");

    public static TheoryData<string> All =>
        [.. Directory.EnumerateFiles(Scripts, "*.ps1").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_a_script_states_holds(string name)
    {
        foreach (var peer in (string[])["mosquitto", "mosquitto_sub", "influxd", "openssl", "python3"])
        {
            Peer.Require(peer);
        }

        using var folder = new PrivateFolder();
        var module = typeof(ScriptTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "ModuleOutput").Value!;
        using var pwsh = Pwsh.Start(
            $"$PSStyle.OutputRendering = 'PlainText'; Import-Module '{Peers}/Scripts.psm1'; . '{Scripts}/{name}.ps1'",
            ("WORK", folder.FullPath), ("MODULE", module), ("PEERS", Peers), ("SCRIPTS", Scripts));
        var (output, errors, exitCode) = await pwsh.WaitAsync();
        Assert.True(
            exitCode == 0 && output.Contains("holds:", StringComparison.Ordinal) && !output.Contains("BROKEN:", StringComparison.Ordinal),
            $"{name} ended with {exitCode}:\n{output}\n{errors}");
    }
}
