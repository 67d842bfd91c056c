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
