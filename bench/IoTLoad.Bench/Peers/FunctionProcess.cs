using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Bench.Peers;

/// <summary>The function's program from its zip, started and invoked as Lambda does it.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private const string Root = "/2018-06-01/runtime/";

    private readonly Process _process;
    private readonly WebApplication _runtime;
    private readonly Channel<(byte[] Event, TimeSpan Limit)> _events = Channel.CreateUnbounded<(byte[], TimeSpan)>();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<(bool Failed, string Body)> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FunctionProcess(ProcessStartInfo start)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _runtime = builder.Build();
        _runtime.Run(AnswerAsync);
        _runtime.StartAsync().GetAwaiter().GetResult();
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = new Uri(_runtime.Urls.Single()).Authority;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start) ?? throw new BenchException($"{start.FileName} cannot be started.");
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Done when the function asks for its first invocation.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Most memory that it ever held, bytes.</summary>
    public long PeakWorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The zips that were packaged, by name.</summary>
    /// <exception cref="BenchException">There are none.</exception>
    public static IReadOnlyList<string> Zips()
    {
        var folder = Path.Combine(PwshProcess.FindRoot(), "artifacts", "function");
        var zips = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.zip") : [];
        return zips.Length > 0 ? [.. zips.Order(StringComparer.Ordinal)]
            : throw new BenchException($"{folder} holds no zips. Make them with: dotnet build src/IoTLoad.Function -t:PackageFunction");
    }

    /// <summary>Unpacks the zip that this machine can run into a new folder, for the caller to delete.</summary>
    /// <exception cref="BenchException">There is none.</exception>
    public static DirectoryInfo Unpack()
    {
        var own = Zips().FirstOrDefault(zip => zip.EndsWith("linux-x64.zip", StringComparison.Ordinal))
            ?? throw new BenchException("The zip for linux-x64, which can be run here, is not among them.");
        var unpacked = Directory.CreateTempSubdirectory("iotload-bench-");
        ZipFile.ExtractToDirectory(own, unpacked.FullName);
        return unpacked;
    }

    /// <summary>Starts the unpacked program.</summary>
    /// <param name="folder">Where it was unpacked.</param>
    /// <param name="environment">Further variables.</param>
    /// <param name="prefix">A command that starts it, with its arguments, such as taskset.</param>
    public static FunctionProcess Start(DirectoryInfo folder, IReadOnlyDictionary<string, string>? environment = null,
        params IReadOnlyList<string> prefix)
    {
        IReadOnlyList<string> command = [.. prefix, Path.Combine(folder.FullName, "bootstrap")];
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        start.Environment.Remove("AWS_ENDPOINT_URL");
        start.Environment["AWS_REGION"] = "eu-west-1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new FunctionProcess(start);
    }

    /// <summary>Invokes it, which has <paramref name="limit"/> from now on.</summary>
    public async Task<(bool Failed, string Body)> InvokeAsync(byte[] given, TimeSpan limit)
    {
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _events.Writer.WriteAsync((given, limit));
        return await _answer.Task.WaitAsync(limit + TimeSpan.FromSeconds(30));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _runtime.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.ToString();
        if (path == Root + "invocation/next")
        {
            _asked.TrySetResult();
            var (given, limit) = await _events.Reader.ReadAsync(context.RequestAborted);
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = Guid.NewGuid().ToString();
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = (DateTimeOffset.UtcNow + limit).ToUnixTimeMilliseconds()
                .ToString(CultureInfo.InvariantCulture);
            await context.Response.Body.WriteAsync(given);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        _answer.TrySetResult((path.EndsWith("/error", StringComparison.Ordinal), body));
    }
}
