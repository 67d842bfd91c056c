namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>What a runtime asks and says through the Runtime API.</summary>
internal interface IRuntimeClient
{
    /// <summary>Waits for the next event.</summary>
    /// <returns>Null where the runtime has not answered the last one.</returns>
    Task<Exchange?> NextAsync(CancellationToken cancellationToken);

    /// <summary>Takes an answer, or an error, to the current event.</summary>
    RuntimeVerdict Answer(string requestId, RuntimeAnswer answer);

    /// <summary>Takes an error of initialisation.</summary>
    RuntimeVerdict FailInitialization(string errorType, ReadOnlyMemory<byte> document);
}
