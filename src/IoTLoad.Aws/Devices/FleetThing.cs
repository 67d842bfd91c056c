namespace IoTLoad.Aws.Devices;

/// <summary>A thing that was made here, as IoT Core lists it.</summary>
/// <param name="Name">Name of the thing.</param>
/// <param name="Arn">ARN of the thing.</param>
/// <param name="Fleet">Name prefix of its fleet.</param>
/// <param name="CertificateId">ID of the certificate that was made for it.</param>
internal sealed record FleetThing(string Name, string Arn, string Fleet, string? CertificateId)
{
    /// <summary>ARN of its certificate.</summary>
    public string? CertificateArn => CertificateId is null ? null : $"{Arn[..Arn.LastIndexOf(':')]}:cert/{CertificateId}";

    /// <summary>A thing by its attributes; null for one that was not made here.</summary>
    public static FleetThing? Of(string? name, string? arn, IReadOnlyDictionary<string, string>? attributes) =>
        name is not null && arn is not null && FleetNames.FleetOf(attributes) is { } fleet
            ? new FleetThing(name, arn, fleet, attributes!.GetValueOrDefault(FleetNames.CertificateAttribute))
            : null;
}
