namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>What a function's owner configures.</summary>
internal sealed record FunctionSettings
{
    /// <summary>ARN of the role that the function runs with.</summary>
    public required string Role { get; init; }

    /// <summary>Runtime.</summary>
    public required string Runtime { get; init; }

    /// <summary>Handler; any text for a custom runtime.</summary>
    public required string Handler { get; init; }

    /// <summary>Description.</summary>
    public string Description { get; init; } = "";

    /// <summary>Longest run, seconds.</summary>
    public int Timeout { get; init; } = 3;

    /// <summary>Memory, MB.</summary>
    public int MemorySize { get; init; } = 128;

    /// <summary>Size of /tmp, MB.</summary>
    public int EphemeralStorage { get; init; } = 512;

    /// <summary>X-Ray tracing.</summary>
    public string TracingMode { get; init; } = "PassThrough";

    /// <summary>Environment variables; null where none were ever set.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Where its log lines go.</summary>
    public LogSettings Logging { get; init; } = new();
}
