using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Management.Automation;
using System.Runtime.InteropServices;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>Tests on functions that really run, in a sandbox: deployed, started, stopped, killed and removed by the cmdlets.</summary>
public sealed class ServerlessTests : IDisposable
{
    private const string Aws = "@aws -CaFile $ca";

    /// <summary>More publishes than the reports of devices that are still connecting.</summary>
    private const int Reports = 150;

    private readonly ModuleSession _session = new();
    private readonly PSObject _sandbox;

    public ServerlessTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The function is a program for Linux.");
        _sandbox = _session.One(
            """
            $sandbox = Start-IoTLoadSandbox -Region eu-west-1
            $ca = $sandbox.CaFile
            $aws = @{ EndpointUrl = $sandbox.EndpointUrl; Region = $sandbox.Region; AccessKey = $sandbox.AccessKey; SecretKey = $sandbox.SecretKey }
            $sandbox
            """);
        _session.One(
            "Publish-IoTLoadFunction fan -Architecture $architecture -TriggerRules 2 -ZipFile $zip @aws",
            ("zip", Zip()), ("architecture", RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x86_64"));
    }

    public void Dispose()
    {
        _session.Run("$sandbox | Stop-IoTLoadSandbox");
        _session.Dispose();
    }

    [Fact]
    public async Task Shards_that_functions_run_come_to_one_result_whose_counts_are_those_of_the_platform_and_nothing_is_left()
    {
        await using var broker = await Mosquitto.StartAsync();

        foreach (var trigger in new[] { "Invoke", "Rule" })
        {
            var result = _session.One(
                $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 4 -Trigger {trigger} -Clients 20 -Rate 200 -Duration 5s -ControlEndpoint $control -ReportInterval 2s {Aws}",
                ("control", broker.Plain.OriginalString));

            result.AssertSumsHold();
            Assert.Equal((1000, 1000, 1000, 1000), (result.Count("Counters.Intended"), result.Count("Counters.Published"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
            Assert.Equal([250L, 250, 250, 250], Shards(result).Select(shard => shard.Count("Counters.Published")));
            Assert.All(Shards(result), shard => Assert.Equal("Completed", shard.Text("State")));
            Assert.Equal(1000, Sum(_session.Run("Get-IoTLoadMetrics $id Published", ("id", result.Text("Id")))));
        }

        // Reports went over another broker, so IoT Core saw the load and, over HTTP, the two trigger messages.
        Assert.Equal((2000, 2), (Count("PublishIn.Success", "MQTT"), Count("PublishIn.Success", "HTTP")));
        Assert.Equal(2000, Count("PublishOut.Success", "MQTT"));
        Assert.Equal(40, Count("Connect.Success", "MQTT"));
        Assert.Equal(6, _session.Run("Remove-IoTLoadFunction fan @aws").Count);
        Assert.Empty(_session.Run("Get-IoTLoadFunction @aws"));
        Assert.Equal("[]", await AwsCliAsync("iot", "list-topic-rules", "--query", "rules"));
        Assert.Equal("[]", await AwsCliAsync("lambda", "list-functions", "--query", "Functions"));
        Assert.Equal("[]", await AwsCliAsync("logs", "describe-log-groups", "--query", "logGroups"));

        double Count(string name, string protocol) => Sum(_session.Run(
            """
            Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-10)) -Name $name -Statistic Sum -WarningAction Ignore @aws |
                Where-Object Dimensions -EQ "Protocol=$protocol"
            """,
            ("name", name), ("protocol", protocol)));
    }

    [Fact]
    public async Task A_function_that_is_killed_in_mid_run_is_named_and_its_part_is_counted_as_missed()
    {
        var run = Task.Run(() => _session.Run($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 9 -Rate 90 -Duration 15s -ReportInterval 1s {Aws}"));
        var victim = await PublishingFunctionAsync(TimeSpan.FromSeconds(20));
        Process.GetProcessById(victim).Kill();

        var result = Assert.Single(await run);

        result.AssertSumsHold();
        Assert.Equal(1350, result.Count("Counters.Intended"));
        Assert.InRange(result.Count("Counters.Missed"), 1, 449);
        Assert.Single(Shards(result), shard => shard.Text("State") == "Interrupted");
        Assert.Contains("reported, and never the end", string.Join('\n', (IEnumerable<object>)result.Get("Notes")!), StringComparison.Ordinal);
        Assert.StartsWith("ThresholdFailed,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_ends_all_functions_and_a_run_whose_session_was_killed_is_collected_by_another()
    {
        var script = $$"""
            Import-Module '{{TestEnvironment.Module}}'
            $aws = @{ EndpointUrl = '{{_sandbox.Text("EndpointUrl")}}'; Region = 'eu-west-1'; AccessKey = '{{_sandbox.Text("AccessKey")}}'; SecretKey = '{{_sandbox.Text("SecretKey")}}' }
            Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 -Duration DURATION -Name NAME -ReportInterval 1s -CaFile '{{_sandbox.Text("CaFile")}}' @aws
            """;
        using (var stopped = Pwsh.Start(script.Replace("DURATION", "300s", StringComparison.Ordinal).Replace("NAME", "stopped", StringComparison.Ordinal)))
        {
            await PublishingFunctionAsync(TimeSpan.FromSeconds(30));
            var watch = Stopwatch.StartNew();
            var result = _session.One("Get-IoTLoadTest | Where-Object Name -eq stopped | Stop-IoTLoadTest -PassThru");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"{watch.Elapsed}");
            result.AssertSumsHold();
            Assert.Equal("Stopped", result.Text("Outcome"));
            Assert.All(Shards(result), shard => Assert.Equal("Stopped", shard.Text("State")));
            await stopped.WaitAsync();
        }

        using var killed = Pwsh.Start(script.Replace("DURATION", "10s", StringComparison.Ordinal).Replace("NAME", "killed", StringComparison.Ordinal));
        await PublishingFunctionAsync(TimeSpan.FromSeconds(30));
        killed.Kill();

        var collected = _session.One("Get-IoTLoadTest | Where-Object Name -eq killed | Wait-IoTLoadTest @aws");

        collected.AssertSumsHold();
        Assert.Equal(("Completed", 400, 400), (collected.Text("Outcome"), collected.Count("Counters.Intended"), collected.Count("Counters.Received")));
        Assert.Equal(400, Sum(_session.Run("Get-IoTLoadMetrics $id Published", ("id", collected.Text("Id")))));
        Assert.Equal("Completed", _session.One("Get-IoTLoadTest $id", ("id", collected.Text("Id"))).Text("State"));
    }

    [Fact]
    public void Functions_that_are_throttled_at_the_start_are_started_until_they_run_and_those_that_never_can_are_named()
    {
        const string Test = $"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 4 -Clients 4 -Rate 40 -Duration 2s {Aws}";

        _session.Run("$sandbox | Set-IoTLoadSandbox -Fault @{ RefuseInvocations = 0.6 }");
        var result = _session.One(Test);
        Assert.Equal((80, 80), (result.Count("Counters.Intended"), result.Count("Counters.Received")));

        _session.Run("$sandbox | Set-IoTLoadSandbox -Fault @{ RefuseInvocations = 1 }");
        Assert.Empty(_session.Run(Test + " -StartDelay 2s"));
        Assert.StartsWith("AwsThrottled,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Failed", _session.One("Get-IoTLoadTest -Newest 1").Text("State"));
    }

    [Fact]
    public async Task The_seconds_of_every_function_are_in_InfluxDB_by_shard()
    {
        await using var influxd = await Influxd.StartAsync();
        _session.Run(
            "$influx = @{ InfluxUrl = $url; InfluxDatabase = $database }", ("url", influxd.Url.OriginalString), ("database", await influxd.CreateDatabaseAsync()));

        var result = _session.One($"Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Clients 6 -Rate 60 -Duration 3s -ReportInterval 1s {Aws} @influx");

        var points = _session.Run("Get-IoTLoadMetrics $id Published -Source InfluxDB @influx", ("id", result.Text("Id")));
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Equal(180, Sum(points));
        Assert.Equal([0L, 1, 2], points.Select(point => point.Count("Shard")).Distinct().Order());
    }

    [Fact]
    public void One_shard_can_be_invoked_by_hand_and_tells_what_it_did_or_why_it_could_not()
    {
        var local = _session.One("Start-IoTLoadTest $sandbox.WebSocketEndpoint -CaFile $ca -Clients 4 -Rate 40 -Duration 1s @aws");

        var result = _session.One("Invoke-IoTLoadFunction fan -Plan $plan -Shard 1 -Shards 2 @aws", ("plan", local.Get("Plan")));
        Assert.Equal((20, 20), (result.Count("Report.Totals.Published"), result.Count("Report.Totals.Acked")));
        Assert.Contains("REPORT RequestId", result.Text("Log"), StringComparison.Ordinal);

        Assert.Single(_session.Run("Invoke-IoTLoadFunction fan -Event '{}' @aws"));
        Assert.StartsWith("FunctionFailed,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("InvalidEvent", _session.Error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_session.Run("Invoke-IoTLoadFunction nosuchfunction -Event '{}' @aws"));
        Assert.StartsWith("AwsNotFound,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_session.Run("Invoke-IoTLoadFunction fan -Plan $plan -Shard 2 -Shards 2 @aws"));
        Assert.StartsWith("InvalidShards,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Start-IoTLoadTest -Function fan", "EndpointNeeded")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 5 -Clients 4", "InvalidShards")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Workers 3 -Trigger Rule", "TriggerRulesNeeded")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -StartDelay 0s", "InvalidStartDelay")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -PointSample 0.1 -InfluxUrl http://127.0.0.1:1", "PointSampleNeedsLocalTest")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ConnectRate 0.1", "FunctionTimeoutTooShort")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -Protocol Mqtt -CertificateFile $sandbox.CertificateFile -KeyFile $sandbox.KeyFile", "FunctionNeedsParameter")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -SecretParameter @{ Nonsense = '/a' }", "UnknownSecret")]
    [InlineData("Start-IoTLoadTest AwsIoTCore -Function fan -ControlEndpoint https://localhost", "InvalidEndpoint")]
    public void What_functions_cannot_do_is_said_before_any_is_started(string script, string errorId)
    {
        Assert.Empty(_session.Run($"{script} @aws"));

        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidArgument, _session.Error.CategoryInfo.Category);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
    }

    private static IEnumerable<PSObject> Shards(PSObject result) => ((IEnumerable<object>)result.Get("Shards")!).Select(PSObject.AsPSObject);

    private async Task<string> AwsCliAsync(params string[] arguments) => (await AwsCli.RunAsync(
        new Uri(_sandbox.Text("EndpointUrl")), _sandbox.Text("AccessKey"), _sandbox.Text("SecretKey"), arguments)).Trim();

    /// <summary>The process of a function whose devices publish: IoT Core has counted more than the control channel's share.</summary>
    private async Task<int> PublishingFunctionAsync(TimeSpan limit)
    {
        var sandbox = _sandbox.Count("ProcessId").ToString(CultureInfo.InvariantCulture);
        var begin = PublishIn();
        for (var end = DateTime.UtcNow + limit + TimeSpan.FromSeconds(60); DateTime.UtcNow < end;)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            if (PublishIn() - begin > Reports)
            {
                return Functions(sandbox).First();
            }
        }

        throw new TimeoutException("No function published.");
    }

    private double PublishIn()
    {
        using var other = new ModuleSession();
        return Sum(other.Run(
            "Get-IoTLoadMetrics -Source CloudWatch -From ([DateTimeOffset]::Now.AddMinutes(-10)) -Name PublishIn.Success -Statistic Sum -WarningAction Ignore -EndpointUrl $url -Region eu-west-1 -AccessKey $key -SecretKey $secret",
            ("url", _sandbox.Text("EndpointUrl")), ("key", _sandbox.Text("AccessKey")), ("secret", _sandbox.Text("SecretKey"))));
    }

    private static double Sum(IEnumerable<PSObject> points) => points.Sum(point => (double)point.Get("Value")!);

    // The functions' processes are the sandbox's grandchildren at most.
    private static IEnumerable<int> Functions(string sandbox)
    {
        var parents = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(id => (Id: id!, Stat: Read($"/proc/{id}/stat"))).Where(each => each.Stat.Length > 0)
            .Select(each => (each.Id, Parent: each.Stat[(each.Stat.LastIndexOf(')') + 2)..].Split(' ')[1], Name: Read($"/proc/{each.Id}/comm").Trim())).ToList();
        var below = new HashSet<string> { sandbox };
        for (var depth = 0; depth < 3; depth++)
        {
            below.UnionWith(parents.Where(each => below.Contains(each.Parent)).Select(each => each.Id));
        }

        return parents.Where(each => below.Contains(each.Id) && each.Name == "bootstrap").Select(each => int.Parse(each.Id, CultureInfo.InvariantCulture));
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

    /// <summary>The publisher as it was built for this machine; it takes the runtime from where this process has it.</summary>
    private static string Zip()
    {
        var path = Path.Combine(TestEnvironment.Home, "publisher.zip");
        if (!File.Exists(path))
        {
            var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;
            ZipFile.CreateFromDirectory(Path.Combine(TestEnvironment.Repository, "src", "IoTLoad.Publisher", "bin", configuration, "net10.0"), path, CompressionLevel.Fastest, false);
        }

        return path;
    }
}
