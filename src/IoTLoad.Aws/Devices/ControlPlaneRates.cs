namespace IoTLoad.Aws.Devices;

/// <summary>
/// AWS's default quotas for the operations that provisioning uses, requests a second for each account and region, as Service
/// Quotas lists them (service code <c>iotcore</c>, "… API TPS"). All can be raised on request.
/// </summary>
internal static class ControlPlaneRates
{
    /// <summary>The quota of most operations: CreateKeysAndCertificate, UpdateCertificate, DeleteCertificate, the lists …</summary>
    public const double Usual = 10;

    /// <summary>Share of a quota that is used, since consoles and other programs draw on it as well.</summary>
    public const double Share = 0.9;

    /// <summary>Requests a second that an operation may make.</summary>
    /// <param name="operation">Name of the operation.</param>
    public static double Of(string operation) => Share * operation switch
    {
        "CreateThing" or "DeleteThing" or "AttachThingPrincipal" or "DetachThingPrincipal" => 100,
        "DescribeThing" => 350,
        "AttachPolicy" or "DetachPolicy" => 15,
        _ => Usual,
    };
}
