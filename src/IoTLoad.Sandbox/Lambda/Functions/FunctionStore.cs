using System.Collections.Concurrent;
using IoTLoad.Sandbox.Hosting;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>The functions of the account. Safe for concurrent use; changes come one after another.</summary>
internal sealed class FunctionStore(SandboxAccount account, string folder, LambdaLimits limits)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, LambdaFunction> _functions = new(StringComparer.Ordinal);

    /// <summary>Raised after a function's code or configuration has changed, or the function has gone.</summary>
    public event Action<LambdaFunction>? Changed;

    /// <summary>Concurrent executions that functions without a reservation share.</summary>
    public int Unreserved => limits.ConcurrentExecutions - _functions.Values.Sum(each => each.State.ReservedConcurrency ?? 0);

    /// <summary>The functions, by name.</summary>
    public IReadOnlyList<LambdaFunction> List() => [.. _functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <exception cref="RefusedException">There is none.</exception>
    public LambdaFunction Find(FunctionReference reference) =>
        _functions.GetValueOrDefault(reference.Name) ?? throw LambdaRefusal.NoFunction(reference.ArnIn(account));

    /// <summary>Finds a function by its ARN or name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public LambdaFunction Find(string text, string? qualifier = null) => Find(FunctionReference.Parse(text, account, qualifier));

    /// <summary>Whether a function is still there.</summary>
    public bool Has(LambdaFunction function) => _functions.GetValueOrDefault(function.Name) == function;

    /// <exception cref="RefusedException">There is one of that name, or the zip file is refused.</exception>
    public LambdaFunction Create(string name, ReadOnlyMemory<byte> zip, string architecture, Func<DeployedCode, FunctionState> state)
    {
        lock (_lock)
        {
            RefusedException.ThrowIf(
                _functions.ContainsKey(name), () => LambdaRefusal.Conflict($"Function already exist: {name}"));
            var arn = account.Arn("lambda", $"function:{name}");
            return _functions[name] = new LambdaFunction(name, arn, state(Unpack(zip, architecture)));
        }
    }

    /// <summary>Replaces a function's code.</summary>
    /// <exception cref="RefusedException">The zip file is refused, or the function was changed meanwhile.</exception>
    public void UpdateCode(LambdaFunction function, string? revisionId, ReadOnlyMemory<byte> zip, string architecture, DateTimeOffset now)
    {
        DeployedCode? old = null;
        Update(function, state =>
        {
            old = state.Code;
            return state with { Code = Unpack(zip, architecture), LastModified = now, RevisionId = Guid.NewGuid().ToString() };
        }, revisionId);
        Changed?.Invoke(function);
        old!.Release();
    }

    /// <summary>Checks what an update of code would check.</summary>
    /// <exception cref="RefusedException">The zip file is refused, or the function was changed meanwhile.</exception>
    public DeployedCode TryCode(LambdaFunction function, string? revisionId, ReadOnlyMemory<byte> zip, string architecture)
    {
        Check(function, revisionId);
        var code = Unpack(zip, architecture);
        code.Release();
        return code;
    }

    /// <summary>Changes a function's configuration.</summary>
    /// <exception cref="RefusedException">The function was changed meanwhile.</exception>
    public void UpdateSettings(
        LambdaFunction function, string? revisionId, Func<FunctionSettings, FunctionSettings> change, DateTimeOffset now)
    {
        Update(function, state => state with
        {
            Settings = change(state.Settings),
            LastModified = now,
            RevisionId = Guid.NewGuid().ToString(),
        }, revisionId);
        Changed?.Invoke(function);
    }

    /// <summary>Changes what execution environments do not see: tags, permissions, concurrency, asynchronous invocation.</summary>
    /// <exception cref="RefusedException">The function was changed since this revision, or has gone.</exception>
    public void Update(LambdaFunction function, Func<FunctionState, FunctionState> change, string? revisionId = null)
    {
        lock (_lock)
        {
            Check(function, revisionId);
            function.Replace(change(function.State));
        }
    }

    /// <summary>Reserves concurrent executions for a function.</summary>
    /// <exception cref="RefusedException">Too few would be left for the others.</exception>
    public void Reserve(LambdaFunction function, int executions) => Update(function, state =>
    {
        LambdaRefusal.ParameterIf(Unreserved + (state.ReservedConcurrency ?? 0) - executions < limits.UnreservedMinimum,
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                + $"below its minimum value of [{limits.UnreservedMinimum}].");
        return state with { ReservedConcurrency = executions };
    });

    public void Delete(LambdaFunction function)
    {
        lock (_lock)
        {
            Check(function, null);
            _functions.TryRemove(function.Name, out _);
        }

        Changed?.Invoke(function);
        function.State.Code.Release();
    }

    private DeployedCode Unpack(ReadOnlyMemory<byte> zip, string architecture)
    {
        OwnerOnly.CreateFolder(folder);
        return CodePackage.Unpack(zip, folder, architecture, limits);
    }

    private void Check(LambdaFunction function, string? revisionId)
    {
        RefusedException.ThrowIf(!Has(function), () => LambdaRefusal.NoFunction(function.Arn));
        RefusedException.ThrowIf(revisionId is not null && revisionId != function.State.RevisionId, LambdaRefusal.Precondition);
    }
}
