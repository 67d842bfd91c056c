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
            var page = await plane.CallAsync(null, iot => iot.ListThingsAsync(new()
            {
                AttributeName = prefix is null ? FleetNames.MadeByAttribute : FleetNames.FleetAttribute,
                AttributeValue = prefix ?? FleetNames.MadeBy,
                MaxResults = PageSize,
                NextToken = next,
            }, cancellation), cancellation);
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

/// <summary>A thing that was made here, as IoT Core lists it.</summary>
/// <param name="Name">Name of the thing.</param>
/// <param name="Arn">ARN of the thing.</param>
/// <param name="Fleet">Name prefix of its fleet.</param>
/// <param name="CertificateId">ID of the certificate that was made for it.</param>
internal sealed record FleetThing(string Name, string Arn, string Fleet, string? CertificateId)
{
    public string? CertificateArn => CertificateId is null ? null : $"{Arn[..Arn.LastIndexOf(':')]}:cert/{CertificateId}";

    /// <summary>A thing by its attributes; null for one that was not made here.</summary>
    public static FleetThing? Of(string? name, string? arn, IReadOnlyDictionary<string, string>? attributes) =>
        name is not null && arn is not null && FleetNames.FleetOf(attributes) is { } fleet
            ? new FleetThing(name, arn, fleet, attributes!.GetValueOrDefault(FleetNames.CertificateAttribute))
            : null;
}
