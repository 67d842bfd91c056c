using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

/// <summary>The cmdlets that start, list, change and stop sandboxes. What a sandbox does has tests of its own.</summary>
public sealed class SandboxTests
{
    private static readonly string Sandboxes = Path.Combine(TestEnvironment.Home, "sandboxes");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sandbox_takes_tests_and_AWS_cmdlets_by_pipeline_and_leaves_nothing()
    {
        using var environment = new NoAws();
        using var module = new ModuleSession();
        var sandbox = module.One("Start-IoTLoadSandbox -Region eu-west-1");
        var process = (int)sandbox.Count("ProcessId");
        var ports = new[] { new Uri(sandbox.Text("EndpointUrl")).Port, new Uri(sandbox.Text("Endpoint")).Port };
        Assert.All(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => ports.Contains(listener.Port)),
            listener => Assert.True(IPAddress.IsLoopback(listener.Address)));

        var endpoint = module.One("$sandbox | Get-IoTLoadEndpoint", ("sandbox", sandbox));
        Assert.Equal(new Uri(sandbox.Text("Endpoint")).Authority, endpoint.Text("Address"));
        Assert.Equal("eu-west-1", endpoint.Text("Region"));
        var device = module.One("$sandbox | New-IoTLoadDevice -Count 1 -NamePrefix a");
        module.Run("$sandbox | Remove-IoTLoadDevice -NamePrefix a -Confirm:$false");
        Assert.Empty(module.Errors);

        var result = module.One("Start-IoTLoadTest -Endpoint $sandbox.Endpoint -CaFile $sandbox.CaFile -CertificateFile "
            + "$sandbox.CertificateFile -KeyFile $sandbox.KeyFile -Clients 5 -Rate 50 -Duration 1s");
        result.AssertSumsHold();
        Assert.Equal(50, result.Count("Counters.Received"));

        var listed = module.One("Get-IoTLoadSandbox");
        Assert.Equal(sandbox.Text("Id"), listed.Text("Id"));
        Assert.True(listed.Count("Requests") > 3);
        Assert.DoesNotContain(sandbox.Text("SecretKey"), sandbox.ToString(), StringComparison.Ordinal);
        Assert.All(Directory.GetDirectories(Sandboxes).Append(Sandboxes),
            folder => Assert.Equal(UnixFileMode.None, ModeOf(folder) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)));

        module.Run("$sandbox | Stop-IoTLoadSandbox");
        Assert.Empty(module.Errors);
        await Gone(process);
        Assert.Empty(Directory.GetFileSystemEntries(Sandboxes));
        Assert.Empty(module.Run("Get-IoTLoadSandbox"));
        Assert.All(ports, port => Assert.ThrowsAny<SocketException>(() => new TcpClient("127.0.0.1", port)));
        Assert.Equal("a-0", device.Text("Name"));
    }

    [Fact]
    public async Task Faults_are_set_at_the_start_and_while_it_runs()
    {
        using var module = new ModuleSession();
        var sandbox = module.One("Start-IoTLoadSandbox -Fault @{ Latency = '20ms' }");
        Assert.Equal(TimeSpan.FromMilliseconds(20), Faults(sandbox)["Latency"]);

        var changed = module.One("$sandbox | Set-IoTLoadSandbox @{ refuseInvocations = 1; CloudWatchDelay = [timespan] "
            + "'00:01:00' } -PassThru", ("sandbox", sandbox));
        Assert.Equal(new Dictionary<string, object> { ["RefuseInvocations"] = 1.0, ["CloudWatchDelay"] = TimeSpan.FromMinutes(1) },
            Faults(changed));

        module.Run("Set-IoTLoadSandbox -Id $sandbox.Id -Fault @{}");
        Assert.Empty(Faults(module.One("Get-IoTLoadSandbox $sandbox.Id")));
        module.One("$sandbox | Get-IoTLoadEndpoint");

        foreach (var (fault, text) in new[] { ("@{ Nonsense = 1 }", "CloudWatchDelay, DropConnections, DuplicateEvents, Latency"),
            ("@{ Throttle = 2 }", "from 0 to 1"), ("@{ Latency = 20 }", "with units"), ("@{ Latency = [timespan] '-1' }", "200ms") })
        {
            Assert.Empty(module.Run($"$sandbox | Set-IoTLoadSandbox {fault}"));
            Assert.Equal(ErrorCategory.InvalidArgument, module.Error.CategoryInfo.Category);
            Assert.Contains(text, module.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }

        module.Run("Stop-IoTLoadSandbox *");
        await Gone((int)sandbox.Count("ProcessId"));
    }

    [Fact]
    public async Task Limits_are_changed_and_switched_off()
    {
        using var module = new ModuleSession();
        const string Test = "Start-IoTLoadTest -Endpoint $sandbox.Endpoint -CaFile $sandbox.CaFile -CertificateFile "
            + "$sandbox.CertificateFile -KeyFile $sandbox.KeyFile -Clients 1 -Pattern PublishOnly -MqttVersion 5 -Rate 400 "
            + "-Duration 1s -ErrorAction Ignore";

        var sandbox = module.One("Start-IoTLoadSandbox -Limit @{ PublishesPerConnectionPerSecond = 10; ConcurrentExecutions = 5 }");
        Assert.InRange(module.One(Test, ("sandbox", sandbox)).Count("Counters.Acked"), 1, 100);
        module.Run("$sandbox | Stop-IoTLoadSandbox");

        sandbox = module.One("Start-IoTLoadSandbox -NoLimit");
        Assert.Equal(400, module.One(Test, ("sandbox", sandbox)).Count("Counters.Acked"));
        module.Run("$sandbox | Stop-IoTLoadSandbox");
        await Gone((int)sandbox.Count("ProcessId"));
    }

    [Fact]
    public void A_sandbox_that_cannot_start_says_why_and_leaves_nothing()
    {
        using var module = new ModuleSession();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Fails($"Start-IoTLoadSandbox -Port {((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}",
            "SandboxNotStarted", "in use");
        Fails("Start-IoTLoadSandbox -Limit @{ Nonsense = 1 }", "SandboxLimit", "nonsense");
        Fails("Start-IoTLoadSandbox -Limit @{ PayloadBytes = 'many' }", "SandboxLimit", "not a number");
        Fails("Start-IoTLoadSandbox -CloudWatchDelay soon", "InvalidDuration", "soon");
        Fails("Get-IoTLoadSandbox nowhere", "SandboxNotFound", "nowhere");
        Assert.Empty(module.Run("Start-IoTLoadSandbox -WhatIf; Get-IoTLoadSandbox; Stop-IoTLoadSandbox *"));
        Assert.Empty(module.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(Sandboxes));

        void Fails(string script, string errorId, string message)
        {
            Assert.Empty(module.Run(script));
            Assert.StartsWith(errorId + ",IoTLoad.PowerShell.Commands.", module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(message, module.Error.Exception.Message, StringComparison.OrdinalIgnoreCase);
            Assert.NotEmpty(module.Error.ErrorDetails.RecommendedAction);
        }
    }

    [Fact]
    public async Task A_sandbox_ends_when_its_session_is_killed_and_a_detached_one_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        using var module = new ModuleSession();
        var script = $"Import-Module '{TestEnvironment.Module}'; Start-IoTLoadSandbox -Region eu-west-1 | Out-Null; "
            + $"Start-IoTLoadSandbox -Region eu-west-2 -Detach | Out-Null; Start-Sleep 300";
        using var session = Pwsh.Start(script);
        IReadOnlyList<PSObject> both;
        while ((both = [.. module.Run("Get-IoTLoadSandbox").OrderBy(each => each.Text("Region"))]).Count < 2)
        {
            await Task.Delay(100, Stop);
        }

        var bound = (int)both[0].Count("ProcessId");
        var detached = (int)both[1].Count("ProcessId");
        using (var pwsh = Process.GetProcessById(ParentOf(bound)))
        {
            pwsh.Kill();
        }

        await Gone(bound);
        Assert.Equal("eu-west-2", module.One("Get-IoTLoadSandbox").Text("Region"));
        module.Run("Stop-IoTLoadSandbox *");
        await Gone(detached);
        Assert.Empty(Directory.GetFileSystemEntries(Sandboxes));
    }

    [Fact]
    public async Task The_next_sandbox_deletes_what_a_killed_one_left()
    {
        using var module = new ModuleSession();
        var first = (int)module.One("Start-IoTLoadSandbox").Count("ProcessId");
        using (var process = Process.GetProcessById(first))
        {
            process.Kill();
        }

        await Gone(first);
        var left = Assert.Single(Directory.GetDirectories(Sandboxes));
        Assert.Empty(module.Run("Get-IoTLoadSandbox"));

        var second = module.One("Start-IoTLoadSandbox");
        Assert.False(Directory.Exists(left));
        module.Run("$sandbox | Stop-IoTLoadSandbox", ("sandbox", second));
        Assert.Empty(Directory.GetFileSystemEntries(Sandboxes));
    }

    [Fact]
    public async Task The_default_view_has_no_secret_and_lists_of_IDs_are_completed()
    {
        var output = await Pwsh.RunAsync($$"""
            $ErrorActionPreference = 'Stop'; Import-Module '{{TestEnvironment.Module}}'
            $s = Start-IoTLoadSandbox -Fault @{ Latency = '20ms' }
            $s | Out-String -Width 120
            $s.SecretKey
            $s.Id -eq (TabExpansion2 'Stop-IoTLoadSandbox -Id ' 24).CompletionMatches[0].CompletionText
            """);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal("True", lines[^1]);
        Assert.DoesNotContain(lines[..^2], line => line.Contains(lines[^2], StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith(": Latency 20 ms", StringComparison.Ordinal));
    }

    private static Dictionary<string, object> Faults(PSObject sandbox) => new((IReadOnlyDictionary<string, object>)sandbox.Get("Fault")!);

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    // proc(5): the fourth field is the parent; the second is in brackets and may hold anything.
    private static int ParentOf(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task Gone(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync(Stop);
        }
        catch (ArgumentException)
        {
            // It has gone already.
        }
    }
}
