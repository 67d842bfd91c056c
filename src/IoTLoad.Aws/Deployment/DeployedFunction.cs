namespace IoTLoad.Aws.Deployment;

/// <summary>A deployed function, and how its parts stand.</summary>
public sealed record DeployedFunction
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Region})";

    /// <summary>Name of the function.</summary>
    public required string Name { get; init; }

    /// <summary>AWS region.</summary>
    public required string Region { get; init; }

    /// <summary>ARN of the function; null where the function itself is missing.</summary>
    public string? Arn { get; init; }

    /// <summary>State of the function, such as Active.</summary>
    public string? State { get; init; }

    /// <summary>Instruction set.</summary>
    public string? Architecture { get; init; }

    /// <summary>Memory, MB.</summary>
    public int MemorySize { get; init; }

    /// <summary>Longest run of an invocation.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>Number of topic rules that start it.</summary>
    public int TriggerRules { get; init; }

    /// <summary>Topic of trigger messages.</summary>
    public string TriggerTopic { get; init; } = "";

    /// <summary>SHA-256 of the code, base64.</summary>
    public string? CodeSha256 { get; init; }

    /// <summary>Its parts.</summary>
    public IReadOnlyList<DeployedPart> Parts { get; init; } = [];

    /// <summary>Names of the topic rules that deliver the load downstream.</summary>
    public IEnumerable<string> DownstreamRules => Parts.Where(part => part.Kind == "TopicRule"
        && part.Name.StartsWith(FunctionNames.DownstreamRulesOf(Name), StringComparison.Ordinal)).Select(part => part.Name);

    /// <summary>What is not as it was deployed.</summary>
    public IReadOnlyList<DeployedPart> Drift => [.. Parts.Where(part => part.State != PartState.Present)];
}
