using System.Diagnostics;
using System.Text.Json;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Services.IoT;

namespace IoTLoad.Bench.Peers;

/// <summary>
/// The sandbox's device gateway in a process of its own, with IoT Core's limits but those of connecting, so that 10,000 devices
/// need not take 20 s to come. It reports on each line that it reads.
/// </summary>
internal sealed class SandboxGateway : IAsyncDisposable
{
    /// <summary>Name of the case that serves.</summary>
    public const string Worker = "sandbox-gateway";

    private const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";

    private readonly Process _process;

    private SandboxGateway(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    public static SandboxGateway Start()
    {
        var program = OwnProcess.With(Worker);
        program.RedirectStandardInput = true;
        program.RedirectStandardOutput = true;
        return new SandboxGateway(Process.Start(program)!);
    }

    /// <summary>Serves until its input ends.</summary>
    public static async Task<bool> ServeAsync()
    {
        var account = new SandboxAccount("123456789012", "us-east-1");
        var clock = TimeProvider.System;
        var faults = new FaultSwitch();
        using var authority = new CertificateAuthority(clock);
        var devices = new DeviceRegistry(account, authority, clock);
        var metrics = new MetricStore(faults, TimeSpan.Zero, clock);
        await using var rules = new RuleEngine(account, new NoFunctions(), metrics, clock);
        await using var gateway = new DeviceGateway(
            account,
            new Authority(account, new CredentialStore(clock), devices, clock),
            authority.Server,
            [authority.Certificate],
            metrics,
            rules,
            new GatewayLimits { ConnectsPerSecond = null },
            faults,
            clock);
        await gateway.StartAsync();
        var folder = Directory.CreateTempSubdirectory("iotload-bench-");
        try
        {
            var (registration, certificate) = devices.Register(active: true);
            registration.Policies.Add(new DevicePolicy
            {
                Name = "all",
                Arn = account.Arn("iot", "policy/all"),
                Number = 1,
                Created = clock.GetUtcNow(),
                Modified = clock.GetUtcNow(),
                Default = new DevicePolicyVersion("1", AllowAll, PolicyDocument.Parse(AllowAll), clock.GetUtcNow()),
            });
            registration.Refresh();
            var report = new GatewayReport(
                gateway.Port, Write("ca.pem", authority.CaPem), Write("device.pem", certificate.CertificatePem), Write("device.key", certificate.PrivateKeyPem), 0, 0, 0, 0, 0);
            while (await Console.In.ReadLineAsync() is not null)
            {
                report = report with
                {
                    PublishIn = Sum("PublishIn.Success"),
                    Throttled = Sum("PublishIn.Throttle"),
                    PublishOut = Sum("PublishOut.Success"),
                    CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
                    WorkingSet = Environment.WorkingSet,
                };
                Console.WriteLine(JsonSerializer.Serialize(report));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return true;

        string Write(string name, string text)
        {
            var path = Path.Combine(folder.FullName, name);
            File.WriteAllText(path, text);
            return path;
        }

        long Sum(string name) => (long)metrics
            .Find(new MetricKey("AWS/IoT", name, [("Protocol", "MQTT")]))
            .Read(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, TimeSpan.FromMinutes(1), DateTimeOffset.MaxValue)
            .Values.Sum(minute => minute.Sum);
    }

    /// <summary>Asks how it stands.</summary>
    public async Task<GatewayReport> ReportAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync() is { } line && JsonSerializer.Deserialize<GatewayReport>(line) is { } report
            ? report
            : throw new BenchException("The gateway's process ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private sealed class NoFunctions : IFunctionInvoker
    {
        public void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn) =>
            throw new RefusedException(404, "ResourceNotFoundException", "There are no functions here.");
    }
}
