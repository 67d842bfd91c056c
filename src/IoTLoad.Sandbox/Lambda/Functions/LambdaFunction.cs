using System.Collections.Immutable;

namespace IoTLoad.Sandbox.Lambda.Functions;

internal sealed class LambdaFunction(string name, string arn, FunctionState state)
{
    private volatile FunctionState _state = state;

    public string Name => name;

    /// <summary>ARN without a qualifier.</summary>
    public string Arn => arn;

    public FunctionState State => _state;

    /// <summary>Log group of its lines.</summary>
    public string LogGroup => _state.Settings.Logging.LogGroup ?? $"/aws/lambda/{name}";

    /// <summary>Replaces the state. Only the store calls it, which does one change at a time.</summary>
    public void Replace(FunctionState changed) => _state = changed;
}

/// <summary>A function as it is at one moment. Every change makes a new one, so that readers need no lock.</summary>
internal sealed record FunctionState
{
    public required FunctionSettings Settings { get; init; }
    public required DeployedCode Code { get; init; }

    /// <summary>When code or configuration was changed.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Changes with code and configuration. Execution environments of another revision get no more events.</summary>
    public string RevisionId { get; init; } = Guid.NewGuid().ToString();

    public ImmutableSortedDictionary<string, string> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Statements of the resource policy, in the order in which they were added.</summary>
    public ImmutableList<PermissionStatement> Permissions { get; init; } = [];

    /// <summary>Changes with the resource policy.</summary>
    public string PolicyRevisionId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Reserved concurrent executions, where there are any.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>Settings of asynchronous invocations, where there are any.</summary>
    public EventInvokeSettings? EventInvoke { get; init; }
}

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
