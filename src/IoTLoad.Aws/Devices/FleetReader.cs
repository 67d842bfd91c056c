namespace IoTLoad.Aws.Devices;

/// <summary>Finds the things that were made here.</summary>
internal sealed class FleetReader(ControlPlane plane)
{
    private const int PageSize = 250;

    /// <summary>Lists the things of a fleet, or of all fleets.</summary>
    /// <param name="prefix">The fleet's name prefix; null for all.</param>
    /// <param name="cancellation">Ends listing.</param>
    public async Task<IReadOnlyList<FleetThing>> ListAsync(string? prefix, CancellationToken cancellation)
    {
        var things = new List<FleetThing>();
        string? next = null;
        do
        {
            var page = await plane.CallAsync(
                "ListThings",
                null,
                iot => iot.ListThingsAsync(
                    new()
                    {
                        AttributeName = prefix is null ? FleetNames.MadeByAttribute : FleetNames.FleetAttribute,
                        AttributeValue = prefix ?? FleetNames.MadeBy,
                        MaxResults = PageSize,
                        NextToken = next,
                    },
                    cancellation),
                cancellation);
            things.AddRange((page.Things ?? []).Select(thing => FleetThing.Of(thing.ThingName, thing.ThingArn, thing.Attributes))
                .OfType<FleetThing>());
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));

        return
        [
            .. things.OrderBy(thing => thing.Fleet, StringComparer.Ordinal)
                .ThenBy(thing => FleetNames.IndexOf(thing.Name))
                .ThenBy(thing => thing.Name, StringComparer.Ordinal),
        ];
    }
}
