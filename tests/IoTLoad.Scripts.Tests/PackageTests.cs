using System.Diagnostics;
using System.Reflection;
using IoTLoad.Peers;

namespace IoTLoad.Scripts.Tests;

/// <summary>The module as it is published: staged, published to a repository on this machine, installed from it, and used.</summary>
public sealed class PackageTests
{
    private const string Install = """
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        $repository = (New-Item -ItemType Directory "$env:WORK/repository").FullName
        Register-PSResourceRepository -Name here -Uri $repository -Trusted
        Publish-PSResource -Path "$env:WORK/package/IoTLoad" -Repository here
        Install-PSResource -Name IoTLoad -Repository here
        $module = Get-Module IoTLoad -ListAvailable
        "installed: $($module.ModuleBase.StartsWith($env:HOME)) $($module.PrivateData.PSData.ProjectUri) $([bool] $module.PrivateData.PSData.ReleaseNotes)"
        $files = Get-ChildItem $module.ModuleBase -Recurse -File
        "symbols: $(@($files | Where-Object Extension -eq .pdb).Count)"
        "twice: $(@($files | Where-Object Extension -eq .dll | Group-Object Name | Where-Object Count -gt 1).Name)"
        $notices = Get-Content (Join-Path $module.ModuleBase THIRD-PARTY-NOTICES.txt) -Raw
        $packages = Get-ChildItem (Join-Path $module.ModuleBase dependencies) -Filter *.dll | Where-Object Name -notlike IoTLoad.*
        "licences: $(Test-Path (Join-Path $module.ModuleBase LICENSE)) $(@($packages | Where-Object { -not $notices.Contains($_.BaseName) }).Name) $($notices.Contains('Permission is hereby granted'))"
        "help: $((Get-Help Start-IoTLoadTest).relatedLinks.navigationLink[0].uri)"
        "test: $((Start-IoTLoadTest -Clients 2 -Rate 20 -Duration 1s -ProgressAction Ignore).Acked)"
        $sandbox = Start-IoTLoadSandbox
        "sandbox: $($sandbox.Region)"
        $sandbox | Stop-IoTLoadSandbox
        """;

    [Fact]
    public async Task A_module_that_is_published_to_a_repository_installs_and_works()
    {
        using var folder = new PrivateFolder();
        var data = typeof(PackageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .ToDictionary(each => each.Key, each => each.Value!);
        var package = Path.Combine(folder.FullPath, "package", "IoTLoad");

        var staged = await RunAsync(
            data["PackageBuilder"], data["ModuleOutput"].TrimEnd('/'), package, data["Packages"].TrimEnd('/'),
            Path.Combine(data["RepoRoot"], "LICENSE"), "https://project.example/iotload",
            Path.Combine(data["RepoRoot"], "src/IoTLoad.PowerShell/packages.lock.json"),
            Path.Combine(data["RepoRoot"], "src/IoTLoad.Sandbox/packages.lock.json"));
        Assert.Equal("", staged);

        // A home of its own, so that neither this user's modules nor repositories are changed.
        var home = Path.Combine(folder.FullPath, "home");
        var share = Path.Combine(home, ".local", "share");
        Directory.CreateDirectory(share);
        var output = await Pwsh.RunAsync(Install, ("WORK", folder.FullPath), ("HOME", home), ("IOTLOAD_HOME", home),
            ("XDG_DATA_HOME", share), ("XDG_CONFIG_HOME", Path.Combine(home, "config")),
            ("XDG_CACHE_HOME", Path.Combine(home, "cache")), ("PSModulePath", ""));

        Assert.Equal(
            [
                "installed: True https://project.example/iotload True", "symbols: 0", "twice: ", "licences: True  True",
                "help: https://project.example/iotload/blob/main/docs/cmdlets/Start-IoTLoadTest.md", "test: 20", "sandbox: us-east-1",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return errors;
    }
}
