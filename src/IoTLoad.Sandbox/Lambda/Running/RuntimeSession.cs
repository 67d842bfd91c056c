using System.Threading.Channels;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// What passes between one runtime and its execution environment: whether it waits for an event, which one is out, and what it
/// has answered.
/// </summary>
internal sealed class RuntimeSession
{
    private readonly Lock _lock = new();
    private readonly Channel<Exchange> _events = Channel.CreateUnbounded<Exchange>();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RuntimeFault> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exchange? _out;
    private int _requests;

    /// <summary>Ends when the runtime has asked for its first event.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Ends when the runtime has said that it cannot start.</summary>
    public Task<RuntimeFault> Failed => _failed.Task;

    /// <summary>Gives the runtime an event, now or when it asks.</summary>
    public void Give(Exchange exchange) => _events.Writer.TryWrite(exchange);

    /// <summary>Waits for the next event.</summary>
    /// <returns>Null where the runtime has not answered the last one, or has asked again.</returns>
    public async Task<Exchange?> NextAsync(CancellationToken cancellationToken)
    {
        int request;
        lock (_lock)
        {
            if (_out is { Answer: null })
            {
                return null;
            }

            _out?.Finish();
            _out = null;
            _ready.TrySetResult();
            request = ++_requests;
        }

        var exchange = await _events.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            if (request == _requests)
            {
                return _out = exchange;
            }
        }

        // A runtime that gave up waiting, as HTTP clients with a time limit do, and has asked again gets the event by its last request.
        Give(exchange);
        return null;
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
