using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.Iam;

internal sealed class Role
{
    public required string Name { get; init; }

    /// <summary>Path, <c>/</c> or such as <c>/tests/</c>.</summary>
    public required string Path { get; init; }

    public required string Id { get; init; }
    public required string Arn { get; init; }
    public required DateTimeOffset Created { get; init; }
    public string? Description { get; init; }

    /// <summary>Longest session, seconds.</summary>
    public required long LongestSession { get; init; }

    /// <summary>Who may assume it, as it was given.</summary>
    public required string TrustDocument { get; set; }

    /// <summary>Who may assume it.</summary>
    public required PolicyDocument Trust { get; set; }

    /// <summary>Inline policies by name: as they were given, and what they say.</summary>
    public SortedDictionary<string, (string Document, PolicyDocument Parsed)> Policies { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>What the inline policies say; replaced as a whole, so that it is read without a lock.</summary>
    public IReadOnlyList<PolicyDocument> Effective { get; private set; } = [];

    /// <summary>Takes over what has changed in <see cref="Policies"/>.</summary>
    public void Refresh() => Effective = [.. Policies.Values.Select(policy => policy.Parsed)];
}
