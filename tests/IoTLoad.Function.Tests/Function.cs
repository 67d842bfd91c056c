using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

/// <summary>The real program, started as Lambda starts it, with nothing in its environment but what Lambda puts there.</summary>
internal sealed class Function : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _reading;
    private readonly PrivateFolder _temporary = new();

    /// <param name="environment">Further variables.</param>
    /// <param name="program">The program; null for the build's output.</param>
    public Function(IReadOnlyDictionary<string, string>? environment = null, string? program = null)
    {
        var start = new ProcessStartInfo(program
            ?? Path.Combine(AppContext.BaseDirectory, "bootstrap"))
        { RedirectStandardOutput = true, RedirectStandardError = true };

        // …/shared/Microsoft.NETCore.App/10.0.x/
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment.Clear();
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = Runtime.Authority;
        start.Environment["AWS_REGION"] = "eu-west-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "the-role-s-secret-key";
        start.Environment["AWS_SESSION_TOKEN"] = "the-role-s-session-token";
        start.Environment["TMPDIR"] = _temporary.FullPath;
        start.Environment["DOTNET_ROOT"] = dotnet;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    /// <summary>Lambda's side of it.</summary>
    public RuntimeServer Runtime { get; } = new();

    public int Pid => _process.Id;

    /// <summary>What the function has left in its folder for temporary files.</summary>
    public IReadOnlyList<string> Leftovers => [.. Directory.EnumerateFileSystemEntries(_temporary.FullPath, "iotload*")];

    /// <summary>The lines of its log so far; each must be an object of JSON.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The reports in its log.</summary>
    public IReadOnlyList<ShardReport> LoggedReports =>
    [
        .. Log.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("report", out _))
            .Select(line => line.GetProperty("report").Deserialize(EngineJson.Default.ShardReport)!),
    ];

    /// <summary>Invokes the function, which has <paramref name="limit"/> from now on.</summary>
    public async Task<Answer> InvokeAsync(string json, TimeSpan? limit = null, string? requestId = null)
    {
        var answer = Runtime.InvokeAsync(json, limit ?? TimeSpan.FromMinutes(1), requestId);
        await Task.WhenAny(answer, _process.WaitForExitAsync(TestContext.Current.CancellationToken));
        return answer.IsCompleted ? await answer : throw new InvalidOperationException(
            $"The function ended with {_process.ExitCode}:\n{string.Join('\n', Log)}");
    }

    /// <summary>Waits for the program's end.</summary>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        Runtime.Dispose();
        _temporary.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }
        }
    }
}
