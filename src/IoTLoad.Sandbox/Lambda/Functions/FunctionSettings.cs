namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>What a function's owner configures.</summary>
internal sealed record FunctionSettings
{
    /// <summary>ARN of the role that the function runs with.</summary>
    public required string Role { get; init; }

    public required string Runtime { get; init; }

    /// <summary>Handler; any text for a custom runtime.</summary>
    public required string Handler { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Longest run, seconds.</summary>
    public int Timeout { get; init; } = 3;

    public int MemorySize { get; init; } = 128;

    /// <summary>Size of /tmp, MB.</summary>
    public int EphemeralStorage { get; init; } = 512;

    public string TracingMode { get; init; } = "PassThrough";

    /// <summary>Environment variables; null where none were ever set.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Where its log lines go.</summary>
    public LogSettings Logging { get; init; } = new();
}

/// <summary>Where a function's log lines go, and in which form the platform writes its own.</summary>
internal sealed record LogSettings
{
    /// <summary>Text or JSON.</summary>
    public string LogFormat { get; init; } = "Text";

    /// <summary>Log group; null is <c>/aws/lambda/</c> and the function's name.</summary>
    public string? LogGroup { get; init; }

    /// <summary>Level of the function's own lines, with format JSON.</summary>
    public string? ApplicationLogLevel { get; init; }

    /// <summary>Level of the platform's lines, with format JSON.</summary>
    public string? SystemLogLevel { get; init; }
}

/// <summary>Retries and age of asynchronous invocations, where they are configured.</summary>
/// <param name="MaximumRetryAttempts">Retries where the function fails; null is AWS's default.</param>
/// <param name="MaximumEventAgeInSeconds">How long an event may wait; null is AWS's default.</param>
/// <param name="LastModified">When it was changed.</param>
internal sealed record EventInvokeSettings(int? MaximumRetryAttempts, int? MaximumEventAgeInSeconds, DateTimeOffset LastModified)
{
    /// <summary>AWS's default of retries.</summary>
    public const int DefaultRetryAttempts = 2;

    /// <summary>AWS's default of an event's age, 6 h.</summary>
    public const int DefaultEventAge = 21600;
}
