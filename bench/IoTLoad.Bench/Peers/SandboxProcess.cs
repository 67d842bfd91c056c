using System.Diagnostics;
using System.Text.Json;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using Metric = Amazon.CloudWatch.Model.Metric;

namespace IoTLoad.Bench.Peers;

/// <summary>
/// The sandbox's executable as users start it, with IoT Core's limits but that of connects a second, so that 10,000 devices need not
/// take 20 s to come.
/// </summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly JsonElement _endpoints;

    private SandboxProcess(Process process, DirectoryInfo folder, JsonElement endpoints)
    {
        _process = process;
        _folder = folder;
        _endpoints = endpoints;
    }

    /// <summary>Endpoint of devices.</summary>
    public Uri Devices => new($"mqtts://{Text("endpoint")}");

    /// <summary>The same endpoint for MQTT over WebSocket.</summary>
    public Uri WebSocket => new($"wss://{Text("endpoint")}/mqtt");

    /// <summary>What a process needs in its environment to be let in, as the owner of the account, and to trust it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = Text("accessKey"),
        ["AWS_SECRET_ACCESS_KEY"] = Text("secretKey"),
        ["AWS_REGION"] = Text("region"),
        ["AWS_ENDPOINT_URL"] = Text("endpointUrl"),
        ["SSL_CERT_FILE"] = CaFile,
    };

    /// <summary>The process's ID.</summary>
    public int Id => _process.Id;

    /// <summary>Certificate of its authority.</summary>
    public string CaFile => Text("caFile");

    /// <summary>Certificate of a device that may do everything.</summary>
    public string CertificateFile => Text("certificateFile");

    /// <summary>Key of that device.</summary>
    public string KeyFile => Text("keyFile");

    /// <summary>CPU used so far.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory that it ever held, bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts one.</summary>
    public static async Task<SandboxProcess> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("iotload-bench-");
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "IoTLoad.Sandbox.exe" : "IoTLoad.Sandbox");
        string[] arguments = ["--watch-stdin", "--state-dir", folder.FullName, "--limits", """{"connectsPerSecond":null}"""];
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return await process.StandardOutput.ReadLineAsync() is { } line
            ? new SandboxProcess(process, folder, JsonSerializer.Deserialize<JsonElement>(line))
            : throw new BenchException("The sandbox did not start.");
    }

    /// <summary>The sum of a metric of <c>AWS/IoT</c>, Protocol MQTT, as its CloudWatch has it.</summary>
    public async Task<double> SumAsync(string metric)
    {
        using var client = new AmazonCloudWatchClient(
            new BasicAWSCredentials(Text("accessKey"), Text("secretKey")),
            new AmazonCloudWatchConfig { ServiceURL = Text("endpointUrl"), AuthenticationRegion = Text("region") });
        var answer = await client.GetMetricDataAsync(new GetMetricDataRequest
        {
            StartTime = DateTime.UtcNow.AddHours(-1),
            EndTime = DateTime.UtcNow.AddMinutes(1),
            MetricDataQueries =
            [
                new MetricDataQuery
                {
                    Id = "sum",
                    MetricStat = new MetricStat
                    {
                        Metric = new Metric { Namespace = "AWS/IoT", MetricName = metric,
                            Dimensions = [new Dimension { Name = "Protocol", Value = "MQTT" }] },
                        Period = 60,
                        Stat = "Sum",
                    },
                },
            ],
        });
        return answer.MetricDataResults?.Single().Values?.Sum() ?? 0;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Text(string name) => _endpoints.GetProperty(name).GetString()!;
}
