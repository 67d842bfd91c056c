using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using IoTLoad.Sandbox.Hosting;
using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// One process of a function, with its port of the Runtime API, its log stream and its temporary folder. It takes one event at
/// a time, and any number one after another.
/// </summary>
internal sealed class ExecutionEnvironment : IAsyncDisposable
{
    private readonly RuntimeSession _session = new();
    private readonly LambdaSetup _setup;
    private readonly RuntimeApi _api;
    private readonly LambdaFunction _function;
    private readonly FunctionState _state;
    private readonly PlatformLog _log;
    private readonly string _folder;
    private readonly OutputPipe _output;
    private readonly Socket _port;
    private readonly ChildProcess _process;
    private bool _initialized;
    private long _memory;
    private volatile bool _outOfMemory;

    private ExecutionEnvironment(
        LambdaSetup setup, RuntimeApi api, ProcessGuard guard, LambdaFunction function, FunctionState state)
    {
        _setup = setup;
        _api = api;
        _function = function;
        _state = state;
        var credentials = setup.Roles.Assume(state.Settings.Role, function.Name);
        _log = new PlatformLog(setup, function, credentials.Principal);
        _folder = Path.Combine(setup.Folder, "environments", Guid.NewGuid().ToString("N"));
        var temporary = Path.Combine(_folder, "tmp");
        OwnerOnly.CreateFolder(temporary);
        _log.InitStart();
        _output = new OutputPipe(Path.Combine(_folder, "output"), _log.Write);
        _port = api.Open(_session);
        var address = _port.LocalEndPoint!.ToString()!;
        var variables = EnvironmentVariables.Of(function, state, _log, address, temporary, credentials, setup.Account, setup.Endpoints);
        try
        {
            _process = ChildProcess.Start(Bootstrap.PathIn(state.Code), state.Code.Folder, variables, _output.Path, guard);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>The function's revision that it runs.</summary>
    public string RevisionId => _state.RevisionId;

    /// <summary>Ends with the process.</summary>
    public Task Exited => _process.Exited;

    /// <summary>When it took its last event, by <see cref="Stopwatch"/>.</summary>
    public long LastUsed { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Starts a process of a function's code as it is now.</summary>
    /// <exception cref="RefusedException">The function or its role is gone, or the machine has no room for a process.</exception>
    public static ExecutionEnvironment Start(LambdaSetup setup, RuntimeApi api, ProcessGuard guard, LambdaFunction function)
    {
        var state = function.State;
        while (!state.Code.TryHold())
        {
            // Replaced between the two lines above, or deleted.
            var now = function.State;
            state = now != state ? now : throw LambdaRefusal.NoFunction(function.Arn);
        }

        try
        {
            return new ExecutionEnvironment(setup, api, guard, function, state);
        }
        catch (Exception exception)
        {
            state.Code.Release();
            if (exception is not (Win32Exception or IOException or SocketException))
            {
                throw;
            }

            throw new RefusedException(500, "ServiceException",
                $"The sandbox could not start a process for {function.Name}: {exception.Message}");
        }
    }

    /// <summary>The outcome of an event whose function has nothing that can be run.</summary>
    public static InvocationOutcome Unrunnable(LambdaSetup setup, LambdaFunction function, Invocation invocation, string message)
    {
        var log = new PlatformLog(setup, function, setup.Roles.Assume(function.State.Settings.Role, function.Name).Principal);
        var fault = new RuntimeFault(RuntimeFault.InvalidEntrypoint, message);
        log.InitStart();
        log.InitReport(TimeSpan.Zero, fault);
        log.Start(invocation.RequestId);
        log.Fault(invocation.RequestId, fault);
        log.End(invocation.RequestId, TimeSpan.Zero, null, 0, fault.Type);
        return new InvocationOutcome { Payload = fault.ToPayload(invocation.RequestId), ErrorType = fault.Type, LogTail = log.TakeTail() };
    }

    /// <summary>Gives the function an event, and waits until it is done with it.</summary>
    public async Task<InvocationOutcome> InvokeAsync(Invocation invocation)
    {
        TimeSpan? init = null;
        RuntimeFault? fault = null;
        if (!_initialized)
        {
            _initialized = true;
            var begun = Stopwatch.GetTimestamp();
            fault = await InitializeAsync();
            init = Stopwatch.GetElapsedTime(begun);
            if (fault is not null)
            {
                await _output.DrainAsync();
                _log.InitReport(init.Value, fault);
            }
        }

        _log.Start(invocation.RequestId);
        var started = Stopwatch.GetTimestamp();
        var timeout = TimeSpan.FromSeconds(_state.Settings.Timeout);
        var exchange = new Exchange(invocation, _function.Arn, _setup.Time.GetUtcNow() + timeout);
        fault ??= await RunAsync(exchange, timeout);
        var duration = Stopwatch.GetElapsedTime(started);
        LastUsed = Stopwatch.GetTimestamp();

        await _output.DrainAsync();
        ReadMemory();
        if (fault is not null)
        {
            _log.Fault(invocation.RequestId, fault);
        }

        var errorType = fault?.Type ?? exchange.Answer!.ErrorType;
        _log.End(invocation.RequestId, duration, init, Interlocked.Read(ref _memory), errorType);
        return new InvocationOutcome
        {
            Payload = fault?.ToPayload(invocation.RequestId) ?? exchange.Answer!.Payload,
            ErrorType = errorType,
            Duration = duration,
            LogTail = _log.TakeTail(),
        };
    }

    /// <summary>Reads the process's memory, and kills it where that is more than the function has.</summary>
    public void ReadMemory()
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        var now = ProcessMemory.Of(_process.Id);
        if (now.Resident > Interlocked.Read(ref _memory))
        {
            Interlocked.Exchange(ref _memory, now.Resident);
        }

        if (now.Private > _state.Settings.MemorySize * 1024L * 1024)
        {
            _outOfMemory = true;
            _process.Kill();
        }
    }

    /// <summary>Kills the process; an event that is out ends with an error.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Kills the process and removes what it had.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.Exited;
        await _output.DrainAsync();
        _process.Dispose();
        Close();
        _state.Code.Release();
    }

    private void Close()
    {
        _output.Dispose();
        _api.Close(_port);
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just being killed has written something; it goes with the folder of all functions.
        }
    }

    private async Task<RuntimeFault?> InitializeAsync()
    {
        var limit = Task.Delay(_setup.Limits.Initialization);
        var first = await Task.WhenAny(_session.Ready, _session.Failed, Exited, limit);
        if (first == limit)
        {
            // Lambda starts the process anew under the function's own time limit; here it goes on, under the same limit.
            _log.InitReport(_setup.Limits.Initialization, null);
            return null;
        }

        return first == _session.Ready ? null : await FaultAsync();
    }

    private async Task<RuntimeFault?> RunAsync(Exchange exchange, TimeSpan timeout)
    {
        _session.Give(exchange);
        using var over = new CancellationTokenSource();
        var limit = Task.Delay(timeout, over.Token);
        var first = await Task.WhenAny(exchange.Finished, _session.Failed, Exited, limit);
        await over.CancelAsync();
        if (first == exchange.Finished)
        {
            return null;
        }

        if (first == limit)
        {
            _process.Kill();
            await Exited;
            return new RuntimeFault(RuntimeFault.TimedOut, $"Task timed out after {timeout.TotalSeconds:F2} seconds");
        }

        // A process that ends after its answer has still answered.
        return exchange.Answer is null ? await FaultAsync() : null;
    }

    private async Task<RuntimeFault> FaultAsync()
    {
        if (_session.Failed.IsCompletedSuccessfully)
        {
            return await _session.Failed;
        }

        var reason = await _process.Exited;
        return new RuntimeFault(
            _outOfMemory ? RuntimeFault.OutOfMemory : RuntimeFault.Exit,
            reason is null ? "Runtime exited without providing a reason" : $"Runtime exited with error: {reason}");
    }
}
