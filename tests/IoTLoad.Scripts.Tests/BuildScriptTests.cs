using System.Reflection;
using IoTLoad.Peers;

namespace IoTLoad.Scripts.Tests;

/// <summary>What build.ps1 asks of dotnet, seen by a program that stands in for it.</summary>
public sealed class BuildScriptTests
{
    [Theory]
    [InlineData("Build", "build src/IoTLoad.PowerShell --configuration Debug -nologo -verbosity:quiet -property:ReadyToRun=true")]
    [InlineData("Test", "test LoadTest.sln --configuration Debug -m:1")]
    [InlineData("Package", "build src/IoTLoad.PowerShell --configuration Release -target:PackageModule "
        + "-property:ReadyToRunRids=linux-x64%3Blinux-arm64%3Bwin-x64%3Bosx-arm64")]
    public async Task A_task_passes_each_argument_whole(string task, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The stand-in is a shell script.");
            return;
        }

        using var folder = new PrivateFolder();
        var program = folder.Write("dotnet", "#!/bin/sh\nfor each in \"$@\"; do echo \"$each\"; done > \"$SEEN\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var root = typeof(BuildScriptTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepoRoot").Value!;

        // The path is changed in the script: pwsh itself may need the real dotnet to start.
        await Pwsh.RunAsync(
            $"$env:PATH = '{folder.FullPath}:' + $env:PATH; & '{Path.Combine(root, "build.ps1")}' {task} | Out-Null",
            ("SEEN", folder["seen"]));

        var seen = await File.ReadAllLinesAsync(folder["seen"], TestContext.Current.CancellationToken);
        Assert.Equal(expected.Split(' '), seen);
    }
}
