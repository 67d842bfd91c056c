using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IoTLoad.Bench.Measuring;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// The size of the function's zips, and its cold start here: from the start of the unpacked program to its request for the first
/// invocation, and to its answer to one that makes no sense, which has gone through most of its code.
/// </summary>
internal static class FunctionCase
{
    /// <summary>Lambda's limit for a zip that is uploaded directly, MB.</summary>
    private const double SizeBar = 50;

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var folder = Path.Combine(ImportCase.FindRoot(), "artifacts", "function");
        var zips = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.zip") : [];
        if (zips.Length == 0)
        {
            throw new BenchException($"{folder} holds no zips. Make them with: dotnet build src/IoTLoad.Publisher -t:PackageFunction");
        }

        var held = true;
        foreach (var zip in zips.Order())
        {
            held &= Bar.AtMost($"{Path.GetFileName(zip)}, MB", new FileInfo(zip).Length / 1e6, SizeBar, "0.0");
        }

        var own = zips.FirstOrDefault(zip => zip.EndsWith("linux-x64.zip", StringComparison.Ordinal))
            ?? throw new BenchException("The zip for linux-x64, which can be run here, is not among them.");
        var unpacked = Directory.CreateTempSubdirectory("iotload-bench-");
        try
        {
            ZipFile.ExtractToDirectory(own, unpacked.FullName);
            var rounds = options.Rounds ?? (options.Quick ? 2 : 15);
            var asked = new List<double>();
            var answered = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                var (next, answer) = await StartAsync(Path.Combine(unpacked.FullName, "bootstrap"));
                asked.Add(next);
                answered.Add(answer);
            }

            Console.WriteLine($"cold start, {rounds} times, of which the first has read the files from disk: to the request for the first invocation minimum {asked.Min():0} ms, median {Median.Of(asked):0} ms, maximum {asked.Max():0} ms; to the first answer minimum {answered.Min():0} ms, median {Median.Of(answered):0} ms, maximum {answered.Max():0} ms");
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }

        return held;
    }

    private static async Task<(double Next, double Answer)> StartAsync(string program)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = listener.LocalEndpoint.ToString();
        start.Environment["AWS_REGION"] = "eu-west-1";
        start.Environment.Remove("AWS_ENDPOINT_URL");
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new BenchException($"{program} cannot be started.");
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            using var connection = await listener.AcceptTcpClientAsync(limit.Token);
            await using var stream = connection.GetStream();
            await ReadHeadAsync(stream, limit.Token);
            var next = watch.Elapsed.TotalMilliseconds;
            var deadline = DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\nLambda-Runtime-Deadline-Ms: {deadline}\r\nContent-Length: 2\r\n\r\n{{}}"), limit.Token);
            await ReadHeadAsync(stream, limit.Token);
            return (next, watch.Elapsed.TotalMilliseconds);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static async Task ReadHeadAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var buffer = new byte[16384];
        var length = 0;
        while (!Encoding.ASCII.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            length += read > 0 ? read : throw new BenchException("The function closed its connection.");
        }
    }
}
