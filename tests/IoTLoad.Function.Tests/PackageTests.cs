using System.Diagnostics;
using System.IO.Compression;
using IoTLoad.Aws.Control;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

public sealed class PackageTests
{
    private const string Platform = "linux-x64";

    [Fact]
    public async Task The_zip_has_one_time_and_Unix_modes_and_its_program_signs_reads_secrets_and_runs_a_shard()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64, "The program is for Linux on x64.");
        await using var moto = await MotoServer.StartAsync();
        await using var broker = await Mosquitto.StartAsync();
        using var folder = new PrivateFolder();
        var zip = await PackageAsync();
        using (var archive = ZipFile.OpenRead(zip))
        {
            Assert.Equal(archive.Entries.Select(entry => entry.FullName)
                .Order(StringComparer.Ordinal), archive.Entries.Select(entry => entry.FullName));
            Assert.All(archive.Entries, entry => Assert.Equal(1980, entry.LastWriteTime.Year));
            Assert.All(archive.Entries,
                entry => Assert.Equal(entry.FullName == "bootstrap" ? "-rwxr-xr-x" : "-rw-r--r--", Mode(entry.ExternalAttributes)));
            Assert.DoesNotContain(archive.Entries, entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)
                || entry.FullName.EndsWith(".xml", StringComparison.Ordinal));
        }

        await ZipFile.ExtractToDirectoryAsync(zip, folder.FullPath, TestContext.Current.CancellationToken);
        await Parameters.PutAsync(moto, "/iotload/f/ca",
            await File.ReadAllTextAsync(broker.Certificates.CaFile, TestContext.Current.CancellationToken));
        await Parameters.PutAsync(moto, "/iotload/f/token", "the-role-s-token");
        using var influx = new AnswerServer((request, _) => request switch
        {
            "GET /health" => (200, """{"name":"influxdb","status":"pass","version":"v2.7.1"}"""),
            "POST /api/v2/write" => (204, ""),
            _ => (404, ""),
        });
        await using var function = new Function(
            new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = moto.Url.AbsoluteUri, ["DOTNET_ROOT"] = "/nowhere" },
            Path.Combine(folder.FullPath, "bootstrap"));
        var shard = Events.Split(Events.Plan(broker.SecureWebSocket, 20, 100, 2) with { Arrival = Arrival.Poisson }, 2)[1];
        await using var listener = await Events.ListenAsync(broker.Plain, shard.RunId, 2);

        var answer = await function.InvokeAsync(Events.Json(new FunctionEvent
        {
            Shard = shard,
            Control = new ControlEndpoint { Endpoint = broker.SecureWebSocket, Authentication = ControlAuthentication.SigV4 },
            AlwaysSign = true,
            ReportInterval = TimeSpan.FromSeconds(1),
            Secrets = new SecretSources { CertificateAuthorities = "/iotload/f/ca", InfluxToken = "/iotload/f/token" },
            Points = new PointTarget { Url = influx.Url, Org = "o", Bucket = "b" },
        }));
        var report = answer.ToReport();

        Assert.InRange(report.Totals.Published, 50, 150);
        Assert.Equal((report.Totals.Published, report.Totals.Published, 10L),
            (report.Totals.Acked, report.Totals.Received, report.Totals.Connected));
        Assert.Equal(report.Totals, (await Events.ToEndAsync(listener))[^1].Totals);

        // Connections make two points each, messages one; trimmed away, the database's client would lose them.
        Assert.Equal(new PointCount { Made = 20 + report.Totals.Received, Written = 20 + report.Totals.Received }, report.Points);
        Assert.DoesNotContain(function.Log, line => line.Contains("Signature", StringComparison.OrdinalIgnoreCase)
            || line.Contains("the-role-s", StringComparison.Ordinal));
    }

    /// <summary>Makes the zip as packaging does; what is up to date is not made again.</summary>
    private static async Task<string> PackageAsync()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "LoadTest.sln")))
        {
            root = Path.GetDirectoryName(root)
                ?? throw new InvalidOperationException("The repository's root was not found above the tests.");
        }

        var start = new ProcessStartInfo("dotnet", ["build", "src/IoTLoad.Function", "-target:PackageFunction",
            $"-property:FunctionRids={Platform}", "-maxcpucount:2", "-nodeReuse:false", "-v:quiet"])
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(build.ExitCode == 0, output);
        return Path.Combine(root, "artifacts", "function", $"iotload-function-{Platform}.zip");
    }

    private static string Mode(int attributes)
    {
        var mode = attributes >> 16;
        Assert.Equal(0b1000, mode >> 12 & 0xF);
        return string.Concat("-", string.Concat(Enumerable.Range(0, 9).Select(i => (mode >> (8 - i) & 1) == 0 ? '-' : "rwx"[i % 3])));
    }
}
