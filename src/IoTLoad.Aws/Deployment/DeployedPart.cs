using IoTLoad.Engine;

namespace IoTLoad.Aws.Deployment;

/// <summary>How a part of a deployment stands.</summary>
public enum PartState
{
    /// <summary>As it should be.</summary>
    Present,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>There, and not as it was deployed.</summary>
    Drifted,
}

/// <summary>A part of a deployment.</summary>
/// <param name="Kind">What it is: Role, LogGroup, Function, EventInvokeConfig, Concurrency or TopicRule.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">How it stands.</param>
/// <param name="Detail">What differs.</param>
public sealed record DeployedPart(string Kind, string Name, PartState State, string Detail = "")
{
    /// <inheritdoc/>
    public override string ToString() => Detail.Length == 0 ? $"{Kind} {Name}: {State}" : $"{Kind} {Name}: {State} ({Detail})";
}

/// <summary>A part of a deployment as it would be made.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">The documents that would be sent, JSON.</param>
public sealed record PlannedPart(string Kind, string Name, string Document);

/// <summary>What a removal came to.</summary>
/// <param name="Removed">Parts that were there and are gone.</param>
/// <param name="Faults">Why others could not be removed.</param>
public sealed record FunctionRemoval(IReadOnlyList<DeployedPart> Removed, IReadOnlyList<LoadException> Faults);
