using IoTLoad.Engine;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>Something that a deployment consists of. Each part can be made and removed any number of times.</summary>
/// <param name="kind">What it is.</param>
/// <param name="name">Its name.</param>
internal abstract class DeploymentPart(string kind, string name)
{
    public string Kind { get; } = kind;

    public string Name { get; } = name;

    /// <summary>The documents that make it, JSON.</summary>
    public abstract string Document { get; }

    /// <exception cref="LoadException">AWS refuses to tell.</exception>
    public abstract Task<DeployedPart> InspectAsync();

    /// <summary>Makes it, or changes it to what it should be.</summary>
    /// <exception cref="LoadException">AWS refuses, or something of this name belongs to somebody else.</exception>
    public abstract Task EnsureAsync();

    /// <summary>Removes it.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="LoadException">AWS refuses, or something of this name belongs to somebody else.</exception>
    public abstract Task<bool> RemoveAsync();

    private protected DeployedPart Is(PartState state, string detail = "") => new(Kind, Name, state, detail);

    /// <summary>How it stands, by what differs.</summary>
    private protected DeployedPart Compare(params (bool Same, string Otherwise)[] points)
    {
        var differences = points.Where(point => !point.Same).Select(point => point.Otherwise).ToList();
        return differences.Count == 0 ? Is(PartState.Present) : Is(PartState.Drifted, string.Join("; ", differences));
    }

    /// <summary>The error for something of the same name that was not made here.</summary>
    private protected LoadException OfOthers() => new(
        "DeploymentOfOthers", LoadErrorKind.InvalidState, $"The {Kind} {Name} exists, and was not made by IoTLoad.",
        "Use another -FunctionName, or remove it yourself.", Name);
}
