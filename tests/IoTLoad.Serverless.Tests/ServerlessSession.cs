using System.Globalization;
using System.IO.Compression;
using System.Management.Automation;
using System.Runtime.InteropServices;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>
/// A sandbox with a function deployed in it, and a session that knows both: <c>$sandbox</c>, <c>$ca</c>, <c>@aws</c>, the function
/// <c>fan</c>.
/// </summary>
internal sealed class ServerlessSession : IDisposable
{
    /// <summary>What a test on it needs: the rest of a command line.</summary>
    public const string Aws = "@aws -CaFile $ca";

    /// <summary>The publisher as it was built for this machine; it takes the runtime from where this process has it.</summary>
    private static readonly Lazy<string> Zip = new(MakeZip);

    private readonly PSObject _sandbox;

    public ServerlessSession()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The function is a program for Linux.");
        _sandbox = Module.One(
            """
            $sandbox = Start-IoTLoadSandbox -Region eu-west-1
            $ca = $sandbox.CaFile
            $aws = @{ EndpointUrl = $sandbox.EndpointUrl; Region = $sandbox.Region; AccessKey = $sandbox.AccessKey; SecretKey = $sandbox.SecretKey }
            $sandbox
            """);
        Module.One(
            "Publish-IoTLoadFunction fan -Architecture $architecture -TriggerRules 2 -ZipFile $zip @aws",
            ("zip", Zip.Value), ("architecture", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64"));
    }

    /// <summary>The session.</summary>
    public ModuleSession Module { get; } = new();

    /// <summary>The beginning of a script for a session of its own.</summary>
    public string Preamble => $$"""
        Import-Module '{{TestEnvironment.Module}}'
        $ca = '{{_sandbox.Text("CaFile")}}'
        $aws = @{ EndpointUrl = '{{_sandbox.Text("EndpointUrl")}}'; Region = 'eu-west-1'; AccessKey = '{{_sandbox.Text("AccessKey")}}'; SecretKey = '{{_sandbox.Text("SecretKey")}}' }

        """;

    /// <summary>The processes of the functions.</summary>
    public IReadOnlyList<int> Functions => [.. FunctionsBelow(_sandbox.Count("ProcessId").ToString(CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        Module.Run("$sandbox | Stop-IoTLoadSandbox");
        Module.Dispose();
    }

    public static IEnumerable<PSObject> Shards(PSObject result) => ((IEnumerable<object>)result.Get("Shards")!).Select(PSObject.AsPSObject);

    public async Task<string> AwsCliAsync(params string[] arguments) => (await AwsCli.RunAsync(
        new Uri(_sandbox.Text("EndpointUrl")), _sandbox.Text("AccessKey"), _sandbox.Text("SecretKey"), arguments)).Trim();

    /// <summary>What IoT Core retains, JSON.</summary>
    public Task<string> RetainedAsync() => AwsCliAsync("iot-data", "list-retained-messages", "--query", "retainedTopics");

    /// <summary>Waits until devices publish: IoT Core has counted more publishes than the control channel's share.</summary>
    /// <returns>The process of a function.</returns>
    public async Task<int> PublishingAsync(int publishes = 150)
    {
        var begin = PublishIn();
        for (var end = DateTime.UtcNow + TimeSpan.FromSeconds(90); DateTime.UtcNow < end;)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            if (PublishIn() - begin > publishes)
            {
                return Functions[0];
            }
        }

        throw new TimeoutException("No function published.");
    }

    public double PublishIn()
    {
        using var other = new ModuleSession();
        return Sum(other.Run(
            "Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-10)) -Name PublishIn.Success "
                + "-Statistic Sum -WarningAction Ignore -EndpointUrl $url -Region eu-west-1 -AccessKey $key -SecretKey $secret",
            ("url", _sandbox.Text("EndpointUrl")), ("key", _sandbox.Text("AccessKey")), ("secret", _sandbox.Text("SecretKey"))));
    }

    public static double Sum(IEnumerable<PSObject> points) => points.Sum(point => (double)point.Get("Value")!);

    // The functions' processes are the sandbox's grandchildren at most.
    private static IEnumerable<int> FunctionsBelow(string sandbox)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(id => (Id: id!, Stat: Read($"/proc/{id}/stat"))).Where(each => each.Stat.Length > 0)
            .Select(each => (each.Id, Parent: each.Stat[(each.Stat.LastIndexOf(')') + 2)..]
                .Split(' ')[1], Name: Read($"/proc/{each.Id}/comm").Trim())).ToList();
        var below = new HashSet<string> { sandbox };
        for (var depth = 0; depth < 3; depth++)
        {
            below.UnionWith(parents.Where(each => below.Contains(each.Parent)).Select(each => each.Id));
        }

        return parents.Where(each => below.Contains(each.Id) && each.Name == "bootstrap")
            .Select(each => int.Parse(each.Id, CultureInfo.InvariantCulture));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process has just ended.
            return "";
        }
    }

    private static string MakeZip()
    {
        var path = Path.Combine(TestEnvironment.Home, "publisher.zip");
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;
        ZipFile.CreateFromDirectory(Path.Combine(TestEnvironment.Repository, "src", "IoTLoad.Function", "bin", configuration, "net10.0"),
            path, CompressionLevel.Fastest, false);
        return path;
    }
}
