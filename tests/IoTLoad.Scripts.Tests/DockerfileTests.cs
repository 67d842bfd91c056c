using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace IoTLoad.Scripts.Tests;

/// <summary>
/// examples/Dockerfile, read line by line: what it installs is what the README says and what the project needs. No image is built.
/// </summary>
public sealed class DockerfileTests
{
    private static readonly string Root = typeof(DockerfileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepoRoot").Value!;

    private static readonly string Readme = Read("README.md");

    private static readonly (string Word, string Arguments)[] Lines =
    [
        .. Read("examples/Dockerfile").Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1].Trim())),
    ];

    [Fact]
    public void Both_stages_use_the_SDK_that_the_project_is_built_with()
    {
        using var sdk = JsonDocument.Parse(Read("global.json"));
        var version = Version.Parse(sdk.RootElement.GetProperty("sdk").GetProperty("version").GetString()!);

        var images = Of("FROM").Select(rest => rest.Split(' ')[0]).ToList();

        Assert.Equal(2, images.Count);
        Assert.All(images, image => Assert.Equal($"mcr.microsoft.com/dotnet/sdk:{version.Major}.{version.Minor}", image));
    }

    [Fact]
    public void The_module_is_built_as_the_README_says_and_copied_to_where_PowerShell_looks()
    {
        var build = Of("RUN").First();
        Assert.Contains($"# or: {build}\n", Readme.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        var copy = Of("COPY").Single(rest => rest.StartsWith("--from=build ", StringComparison.Ordinal)).Split(' ');
        var module = Regex.Match(Readme, @"Import-Module \./(\S+)").Groups[1].Value;
        Assert.Equal([$"/src/{module}", "/usr/local/share/powershell/Modules/IoTLoad"], copy[1..]);
        Assert.Equal("/src", Of("WORKDIR").Single());
    }

    [Fact]
    public void PowerShell_is_the_version_that_the_README_installs_and_the_module_needs()
    {
        var install = Of("RUN").Single(rest => rest.StartsWith("dotnet tool install PowerShell ", StringComparison.Ordinal));
        var version = Regex.Match(install, @"--version (\S+)").Groups[1].Value;
        var needed = Regex.Match(Read("module/IoTLoad.psd1"), @"PowerShellVersion\s*=\s*'([\d.]+)'").Groups[1].Value;

        Assert.Contains($"dotnet tool install --global PowerShell --version {version}`", Readme, StringComparison.Ordinal);
        Assert.True(Version.Parse(version) >= Version.Parse(needed), $"{version} is older than {needed}");
        var folder = Regex.Match(install, @"--tool-path (\S+)").Groups[1].Value;
        var entry = JsonSerializer.Deserialize<string[]>(Of("ENTRYPOINT").Single())!;
        Assert.Equal($"{folder}/pwsh", entry[0]);
        Assert.Equal("-Command", entry[^1]);
    }

    [Fact]
    public void The_store_is_a_volume_that_any_user_may_write_and_nothing_of_the_hosts_builds_is_copied()
    {
        var store = Regex.Match(Of("ENV").Single(), @"IOTLOAD_HOME=(\S+)").Groups[1].Value;

        Assert.Equal(store, Of("VOLUME").Single());
        Assert.Contains($"mkdir {store} && chmod 777 {store}", Of("RUN"));
        Assert.NotEqual("0", Of("USER").Single());
        var ignored = Read("examples/Dockerfile.dockerignore").Split('\n');
        Assert.All((string[])["**/bin", "**/obj", "artifacts"], each => Assert.Contains(each, ignored));
    }

    private static IEnumerable<string> Of(string word) => Lines.Where(line => line.Word == word).Select(line => line.Arguments);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));
}
