using System.Security.Cryptography;
using System.Text;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// The log of an execution environment: the function's own lines, and Lambda's, which tools read (START, END, REPORT), as text
/// or JSON. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Lines are written with the rights of the function's role, as Lambda does: a role that may not write to the log group leaves no
/// logs, and one that may not make it does not bring back a group that was deleted.
/// </remarks>
internal sealed class PlatformLog
{
    private readonly LambdaSetup _setup;
    private readonly LambdaFunction _function;
    private readonly Principal _role;
    private readonly Lock _lock = new();
    private readonly LogTail _tail = new();
    private readonly bool _json;
    private readonly int _memorySize;
    private volatile bool _mayWrite;
    private volatile bool _mayMakeGroup;

    /// <param name="role">Whose rights they are written with.</param>
    public PlatformLog(LambdaSetup setup, LambdaFunction function, Principal role)
    {
        _setup = setup;
        _function = function;
        _role = role;
        _json = function.State.Settings.Logging.LogFormat == "JSON";
        _memorySize = function.State.Settings.MemorySize;
        Group = function.LogGroup;
        var id = RandomNumberGenerator.GetHexString(32, lowercase: true);
        Stream = $"{setup.Time.GetUtcNow():yyyy/MM/dd}/[{FunctionReference.Latest}]{id}";
    }

    public string Group { get; }

    /// <summary>Log stream: one for each execution environment.</summary>
    public string Stream { get; }

    private string Now => $"{_setup.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}";

    /// <summary>Writes a line of the function.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            _tail.Add(line);
            if (_mayWrite && (_mayMakeGroup || _setup.HasLogGroup(Group)))
            {
                _setup.Logs.Write(Group, Stream, _setup.Time.GetUtcNow(), line);
            }
        }
    }

    /// <summary>The end of the log of an invocation, initialisation included, after which that of the next one begins.</summary>
    public ReadOnlyMemory<byte> TakeTail()
    {
        lock (_lock)
        {
            return _tail.Take();
        }
    }

    /// <summary>A process is being started.</summary>
    public void InitStart()
    {
        RefreshRights();
        var version = $"{_function.State.Settings.Runtime}.sandbox";
        Platform("initStart", $"INIT_START Runtime Version: {version}", new() { ["runtimeVersion"] = version });
    }

    /// <summary>Initialisation took too long or failed.</summary>
    public void InitReport(TimeSpan duration, RuntimeFault? fault) => Platform(
        "initReport",
        $"INIT_REPORT Init Duration: {duration.TotalMilliseconds:F2} ms\tPhase: init\t"
            + $"Status: {(fault is null ? "timeout" : $"error\tError Type: {fault.Type}")}",
        new()
        {
            ["phase"] = "init",
            ["status"] = fault is null ? "timeout" : "error",
            ["errorType"] = fault?.Type,
            ["metrics"] = new Document { ["durationMs"] = Milliseconds(duration) },
        });

    /// <summary>An event is given to the runtime.</summary>
    public void Start(string requestId)
    {
        RefreshRights();
        Platform("start", $"START RequestId: {requestId} Version: {FunctionReference.Latest}",
            new() { ["requestId"] = requestId, ["version"] = FunctionReference.Latest });
    }

    /// <summary>The runtime could not answer.</summary>
    public void Fault(string requestId, RuntimeFault fault)
    {
        if (fault.Document is null)
        {
            Write(fault.Type == RuntimeFault.TimedOut
                ? $"{Now} {requestId} {fault.Message}"
                : $"RequestId: {requestId} Error: {fault.Message}\n{fault.Type}");
        }
    }

    /// <summary>An event is done with.</summary>
    public void End(string requestId, TimeSpan duration, TimeSpan? init, long memory, string? errorType)
    {
        if (!_json)
        {
            Write($"END RequestId: {requestId}");
        }

        // Billed since 2025 is initialisation as well, and each begun millisecond.
        var billed = Math.Ceiling((duration + (init ?? TimeSpan.Zero)).TotalMilliseconds);
        var used = Math.Min(_memorySize, Math.Max(1, memory / (1024 * 1024)));
        var status = errorType is null ? "success" : errorType == RuntimeFault.TimedOut ? "timeout" : "error";
        var text = $"REPORT RequestId: {requestId}\tDuration: {duration.TotalMilliseconds:F2} ms\tBilled Duration: {billed:F0} ms\t"
            + $"Memory Size: {_memorySize} MB\tMax Memory Used: {used} MB\t"
            + (init is { } first ? $"Init Duration: {first.TotalMilliseconds:F2} ms\t" : "")
            + status switch
            {
                "success" => "",
                "timeout" => "Status: timeout",
                _ => $"Status: error\tError Type: {errorType}",
            };
        Platform("report", text, new()
        {
            ["requestId"] = requestId,
            ["status"] = status,
            ["errorType"] = status == "error" ? errorType : null,
            ["metrics"] = new Document
            {
                ["durationMs"] = Milliseconds(duration),
                ["billedDurationMs"] = billed,
                ["memorySizeMB"] = _memorySize,
                ["maxMemoryUsedMB"] = used,
                ["initDurationMs"] = init is { } begun ? Milliseconds(begun) : null,
            },
        });
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    private void RefreshRights()
    {
        var log = _setup.Account.Arn("logs", $"log-group:{Group}:log-stream:");
        _mayWrite = _role.Allows("logs:CreateLogStream", log + Stream) && _role.Allows("logs:PutLogEvents", log + Stream);
        _mayMakeGroup = _role.Allows("logs:CreateLogGroup", log);
    }

    private void Platform(string type, string text, Document record) => Write(!_json
        ? text
        : JsonCodec.Text(new Document { ["time"] = Now, ["type"] = $"platform.{type}", ["record"] = record }));
}

/// <summary>Keeps the end of an invocation's log, which callers may ask for. Not safe for concurrent use.</summary>
internal sealed class LogTail
{
    // As Lambda's API documents X-Amz-Log-Result.
    private const int Size = 4096;

    private readonly Queue<byte[]> _lines = [];
    private int _length;

    public void Add(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _lines.Enqueue(bytes);
        _length += bytes.Length;
        while (_length - _lines.Peek().Length >= Size)
        {
            _length -= _lines.Dequeue().Length;
        }
    }

    /// <summary>The last 4 KiB, which are forgotten.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var all = _lines.SelectMany(line => line).ToArray();
        _lines.Clear();
        _length = 0;
        return all.AsMemory(Math.Max(0, all.Length - Size));
    }
}
