namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// What passes between one runtime and its execution environment: whether it waits for an event, which one is out, and what it
/// has answered.
/// </summary>
internal sealed class RuntimeSession
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RuntimeFault> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<Exchange>? _waiting;
    private Exchange? _due;
    private Exchange? _out;

    /// <summary>Ends when the runtime has asked for its first event.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Ends when the runtime has said that it cannot start.</summary>
    public Task<RuntimeFault> Failed => _failed.Task;

    /// <summary>Gives the runtime an event, now or when it asks.</summary>
    public void Give(Exchange exchange)
    {
        lock (_lock)
        {
            _out = exchange;
            if (_waiting is { } waiting)
            {
                _waiting = null;
                waiting.SetResult(exchange);
            }
            else
            {
                _due = exchange;
            }
        }
    }

    /// <summary>Waits for the next event.</summary>
    /// <returns>Null where the runtime has not answered the last one.</returns>
    public Task<Exchange?> NextAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<Exchange> waiting;
        lock (_lock)
        {
            if (_due is { } due)
            {
                _due = null;
                _ready.TrySetResult();
                return Task.FromResult<Exchange?>(due);
            }

            if (_out is { Answer: null })
            {
                return Task.FromResult<Exchange?>(null);
            }

            _out?.Finish();
            _out = null;
            waiting = new TaskCompletionSource<Exchange>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = waiting;
            _ready.TrySetResult();
        }

        return WaitAsync(waiting, cancellationToken);
    }

    /// <summary>Takes an answer, or an error, to the current event.</summary>
    public RuntimeVerdict Answer(string requestId, RuntimeAnswer answer)
    {
        lock (_lock)
        {
            if (_out is not { } exchange || exchange.Invocation.RequestId != requestId)
            {
                return RuntimeVerdict.UnknownRequest;
            }

            if (exchange.Answer is not null)
            {
                return RuntimeVerdict.WrongState;
            }

            exchange.Answer = answer;
            return RuntimeVerdict.Accepted;
        }
    }

    /// <summary>Takes an error of initialisation.</summary>
    public RuntimeVerdict FailInitialization(string errorType, ReadOnlyMemory<byte> document)
    {
        lock (_lock)
        {
            return !_ready.Task.IsCompleted && _failed.TrySetResult(new RuntimeFault(errorType, errorType, document))
                ? RuntimeVerdict.Accepted
                : RuntimeVerdict.WrongState;
        }
    }

    private async Task<Exchange?> WaitAsync(TaskCompletionSource<Exchange> waiting, CancellationToken cancellationToken)
    {
        try
        {
            return await waiting.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                // A runtime that gives up waiting and asks again, as HTTP clients with a time limit do, gets the event that came meanwhile.
                if (_waiting == waiting)
                {
                    _waiting = null;
                }
                else if (waiting.Task.IsCompletedSuccessfully && waiting.Task.Result is { Answer: null } exchange && exchange == _out)
                {
                    _due = exchange;
                }
            }

            throw;
        }
    }
}

/// <summary>What a runtime answers to an event.</summary>
/// <param name="Payload">The answer, or the error as JSON.</param>
internal sealed record RuntimeAnswer(ReadOnlyMemory<byte> Payload, string? ErrorType = null);

/// <summary>What the Runtime API thinks of what a runtime has said.</summary>
internal enum RuntimeVerdict
{
    Accepted,

    /// <summary>No event of that request ID is out.</summary>
    UnknownRequest,

    /// <summary>It comes at the wrong time, such as a second answer.</summary>
    WrongState,
}
