using System.Collections.Immutable;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>A function as it is at one moment. Every change makes a new one, so that readers need no lock.</summary>
internal sealed record FunctionState
{
    /// <summary>Configuration.</summary>
    public required FunctionSettings Settings { get; init; }

    /// <summary>Code.</summary>
    public required DeployedCode Code { get; init; }

    /// <summary>When code or configuration was changed.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Changes with code and configuration. Execution environments of another revision get no more events.</summary>
    public string RevisionId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Tags.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Statements of the resource policy, in the order in which they were added.</summary>
    public ImmutableList<PermissionStatement> Permissions { get; init; } = [];

    /// <summary>Changes with the resource policy.</summary>
    public string PolicyRevisionId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Reserved concurrent executions, where there are any.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>Settings of asynchronous invocations, where there are any.</summary>
    public EventInvokeSettings? EventInvoke { get; init; }
}
