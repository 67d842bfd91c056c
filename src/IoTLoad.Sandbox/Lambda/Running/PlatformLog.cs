using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// The log of an execution environment: the function's own lines, and Lambda's, which tools read (START, END, REPORT), as text
/// or JSON. Safe for concurrent use.
/// </summary>
internal sealed class PlatformLog
{
    private readonly LambdaFunction _function;
    private readonly TimeProvider _time;
    private readonly LogAccess _access;
    private readonly Lock _lock = new();
    private readonly LogTail _tail = new();
    private readonly bool _json;
    private readonly int _memorySize;

    /// <param name="role">Whose rights they are written with.</param>
    public PlatformLog(RunnerSetup setup, LambdaFunction function, Principal role)
    {
        _function = function;
        _time = setup.Time;
        _json = function.State.Settings.Logging.LogFormat == "JSON";
        _memorySize = function.State.Settings.MemorySize;
        Group = function.LogGroup;
        Stream = string.Create(
            CultureInfo.InvariantCulture,
            $"{_time.GetUtcNow():yyyy/MM/dd}/[{FunctionReference.Latest}]{RandomNumberGenerator.GetHexString(32, lowercase: true)}");
        _access = new LogAccess(setup, role, Group, Stream);
    }

    public string Group { get; }

    /// <summary>Log stream: one for each execution environment.</summary>
    public string Stream { get; }

    /// <summary>Writes a line of the function.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            _tail.Add(line);
            _access.Write(line);
        }
    }

    /// <summary>The end of the log of an invocation, initialisation included, after which that of the next one begins.</summary>
    public ReadOnlyMemory<byte> TakeTail()
    {
        lock (_lock)
        {
            var tail = _tail.Read();
            _tail.Clear();
            return tail;
        }
    }

    /// <summary>A process is being started.</summary>
    public void InitStart()
    {
        _access.Refresh();
        var version = $"{_function.State.Settings.Runtime}.sandbox";
        Platform("initStart", $"INIT_START Runtime Version: {version}", record => record.WriteString("runtimeVersion", version));
    }

    /// <summary>Initialisation took too long or failed.</summary>
    public void InitReport(TimeSpan duration, RuntimeFault? fault) => Platform(
        "initReport",
        string.Create(CultureInfo.InvariantCulture, $"INIT_REPORT Init Duration: {duration.TotalMilliseconds:F2} ms\tPhase: "
            + $"init\tStatus: {(fault is null ? "timeout" : $"error\tError Type: {fault.Type}")}"),
        record =>
        {
            record.WriteString("phase", "init");
            WriteStatus(record, fault is null ? "timeout" : "error", fault?.Type);
            WriteMetrics(record, duration, null);
        });

    /// <summary>An event is given to the runtime.</summary>
    public void Start(string requestId)
    {
        _access.Refresh();
        Platform("start", $"START RequestId: {requestId} Version: {FunctionReference.Latest}", record =>
        {
            record.WriteString("requestId", requestId);
            record.WriteString("version", FunctionReference.Latest);
        });
    }

    /// <summary>The runtime could not answer.</summary>
    public void Fault(string requestId, RuntimeFault fault)
    {
        if (fault.Document is null)
        {
            Write(fault.Type == RuntimeFault.TimedOut
                ? string.Create(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {requestId} {fault.Message}")
                : $"RequestId: {requestId} Error: {fault.Message}\n{fault.Type}");
        }
    }

    /// <summary>An event is done with.</summary>
    public void End(string requestId, TimeSpan duration, TimeSpan? init, long memory, string? errorType)
    {
        if (!_json)
        {
            Platform("end", $"END RequestId: {requestId}", _ => { });
        }

        // Billed since 2025 is initialisation as well, and each begun millisecond.
        var billed = Math.Ceiling((duration + (init ?? TimeSpan.Zero)).TotalMilliseconds);
        var used = Math.Min(_memorySize, Math.Max(1, memory / (1024 * 1024)));
        var status = errorType is null ? "success" : errorType == RuntimeFault.TimedOut ? "timeout" : "error";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {requestId}\tDuration: {duration.TotalMilliseconds:F2} ms\tBilled Duration: "
                + $"{billed:F0} ms\tMemory Size: {_memorySize} MB\tMax Memory Used: {used} MB\t");
        text += init is { } first ? string.Create(CultureInfo.InvariantCulture, $"Init Duration: {first.TotalMilliseconds:F2} ms\t") : "";
        text += status switch
        {
            "success" => "",
            "timeout" => "Status: timeout",
            _ => $"Status: error\tError Type: {errorType}",
        };
        Platform("report", text, record =>
        {
            record.WriteString("requestId", requestId);
            WriteStatus(record, status, status == "error" ? errorType : null);
            WriteMetrics(record, duration, init, metrics =>
            {
                metrics.WriteNumber("billedDurationMs", billed);
                metrics.WriteNumber("memorySizeMB", _memorySize);
                metrics.WriteNumber("maxMemoryUsedMB", used);
            });
        });
    }

    private static void WriteStatus(Utf8JsonWriter record, string status, string? errorType)
    {
        record.WriteString("status", status);
        if (errorType is not null)
        {
            record.WriteString("errorType", errorType);
        }
    }

    private static void WriteMetrics(Utf8JsonWriter record, TimeSpan duration, TimeSpan? init, Action<Utf8JsonWriter>? more = null)
    {
        record.WriteStartObject("metrics");
        record.WriteNumber("durationMs", Math.Round(duration.TotalMilliseconds, 3));
        more?.Invoke(record);
        if (init is { } first)
        {
            record.WriteNumber("initDurationMs", Math.Round(first.TotalMilliseconds, 3));
        }

        record.WriteEndObject();
    }

    private void Platform(string type, string text, Action<Utf8JsonWriter> record)
    {
        if (!_json)
        {
            Write(text);
            return;
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("type", $"platform.{type}");
            json.WriteStartObject("record");
            record(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Write(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }
}
