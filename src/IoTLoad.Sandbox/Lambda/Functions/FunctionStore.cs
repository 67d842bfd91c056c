using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Hosting;
using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>The functions of the account. Safe for concurrent use; changes come one after another.</summary>
internal sealed class FunctionStore(SandboxAccount account, string folder, LambdaLimits limits)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, LambdaFunction> _functions = new(StringComparer.Ordinal);

    /// <summary>Raised after a function's code or configuration has changed, or the function has gone.</summary>
    public event Action<LambdaFunction>? Changed;

    /// <summary>The functions, by name.</summary>
    public IReadOnlyList<LambdaFunction> List()
    {
        lock (_lock)
        {
            return [.. _functions.Values];
        }
    }

    /// <exception cref="RefusedException">There is none.</exception>
    public LambdaFunction Find(FunctionReference reference)
    {
        lock (_lock)
        {
            return _functions.GetValueOrDefault(reference.Name) ?? throw LambdaRefusal.NoFunction(ArnOf(reference));
        }
    }

    /// <summary>Finds a function by its ARN or name.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public LambdaFunction Find(string text, string? qualifier = null) => Find(FunctionReference.Parse(text, account, qualifier));

    /// <exception cref="RefusedException">There is one of that name, or the zip file is refused.</exception>
    public LambdaFunction Create(string name, ReadOnlyMemory<byte> zip, string architecture, Func<DeployedCode, FunctionState> state)
    {
        lock (_lock)
        {
            if (_functions.ContainsKey(name))
            {
                throw LambdaRefusal.Conflict($"Function already exist: {name}");
            }

            var function = new LambdaFunction(name, account.Arn("lambda", $"function:{name}"), state(Unpack(zip, architecture)));
            _functions.Add(name, function);
            return function;
        }
    }

    /// <summary>Replaces a function's code.</summary>
    /// <exception cref="RefusedException">The zip file is refused, or the function was changed meanwhile.</exception>
    public void UpdateCode(LambdaFunction function, string? revisionId, ReadOnlyMemory<byte> zip, string architecture, DateTimeOffset now)
    {
        DeployedCode old;
        lock (_lock)
        {
            Check(function, revisionId);
            old = function.State.Code;
            function.Replace(function.State with
            {
                Code = Unpack(zip, architecture),
                LastModified = now,
                RevisionId = Guid.NewGuid()
                .ToString()
            });
        }

        Changed?.Invoke(function);
        old.Release();
    }

    /// <summary>Checks what an update of code would check.</summary>
    /// <exception cref="RefusedException">The zip file is refused, or the function was changed meanwhile.</exception>
    public DeployedCode TryCode(LambdaFunction function, string? revisionId, ReadOnlyMemory<byte> zip, string architecture)
    {
        lock (_lock)
        {
            Check(function, revisionId);
            var code = Unpack(zip, architecture);
            code.Release();
            return code;
        }
    }

    /// <summary>Changes a function's configuration.</summary>
    /// <exception cref="RefusedException">The function was changed meanwhile.</exception>
    public void UpdateSettings(LambdaFunction function, string? revisionId, Func<FunctionSettings, FunctionSettings> change,
        DateTimeOffset now)
    {
        lock (_lock)
        {
            Check(function, revisionId);
            var state = function.State;
            function.Replace(state with { Settings = change(state.Settings), LastModified = now, RevisionId = Guid.NewGuid().ToString() });
        }

        Changed?.Invoke(function);
    }

    /// <summary>Changes what execution environments do not see: tags, permissions, concurrency, asynchronous invocation.</summary>
    public void Update(LambdaFunction function, Func<FunctionState, FunctionState> change)
    {
        lock (_lock)
        {
            Check(function, null);
            function.Replace(change(function.State));
        }
    }

    /// <summary>Reserves concurrent executions for a function.</summary>
    /// <exception cref="RefusedException">Too few would be left for the others.</exception>
    public void Reserve(LambdaFunction function, int executions)
    {
        lock (_lock)
        {
            Check(function, null);
            var others = _functions.Values.Where(each => each != function).Sum(each => each.State.ReservedConcurrency ?? 0);
            if (limits.ConcurrentExecutions - others - executions < limits.UnreservedMinimum)
            {
                throw LambdaRefusal.Parameter(
                    $"Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                        + $"below its minimum value of [{limits.UnreservedMinimum}].");
            }

            function.Replace(function.State with { ReservedConcurrency = executions });
        }
    }

    /// <summary>Concurrent executions that functions without a reservation share.</summary>
    public int Unreserved()
    {
        lock (_lock)
        {
            return limits.ConcurrentExecutions - _functions.Values.Sum(each => each.State.ReservedConcurrency ?? 0);
        }
    }

    public void Delete(LambdaFunction function)
    {
        lock (_lock)
        {
            Check(function, null);
            _functions.Remove(function.Name);
        }

        Changed?.Invoke(function);
        function.State.Code.Release();
    }

    /// <summary>Whether a function is still there.</summary>
    public bool Has(LambdaFunction function)
    {
        lock (_lock)
        {
            return _functions.GetValueOrDefault(function.Name) == function;
        }
    }

    private DeployedCode Unpack(ReadOnlyMemory<byte> zip, string architecture)
    {
        OwnerOnly.CreateFolder(folder);
        return CodePackage.Unpack(zip, folder, architecture, limits);
    }

    private void Check(LambdaFunction function, string? revisionId)
    {
        if (_functions.GetValueOrDefault(function.Name) != function)
        {
            throw LambdaRefusal.NoFunction(function.Arn);
        }

        if (revisionId is not null && revisionId != function.State.RevisionId)
        {
            throw LambdaRefusal.Precondition();
        }
    }

    private string ArnOf(FunctionReference reference) =>
        account.Arn("lambda", $"function:{reference.Name}") + (reference.Qualifier is null ? "" : $":{reference.Qualifier}");
}
