namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>
/// A role with the name that earlier versions gave it, without a region. It is removed in the region whose resources its policy names;
/// in any other it belongs to that region's function, and is left alone.
/// </summary>
internal sealed class FormerRolePart(AwsCaller aws, string name, string function) : RolePart(aws, name, function, "{}", null)
{
    private readonly string _region = $":{aws.Region}:{aws.Account}:";

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation) =>
        Is(await IsOfRegionAsync(cancellation) ? PartState.Present : PartState.Missing);

    public override Task EnsureAsync(CancellationToken cancellation) =>
        throw new InvalidOperationException("Roles get names with a region.");

    public override async Task<bool> RemoveAsync(CancellationToken cancellation) =>
        await IsOfRegionAsync(cancellation) && await base.RemoveAsync(cancellation);

    private async Task<bool> IsOfRegionAsync(CancellationToken cancellation) =>
        await FindAsync(cancellation) is { } role && IsOurs(role)
        && (await FindPolicyAsync(cancellation))?.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase)
            .Contains(_region, StringComparison.Ordinal) == true;
}
