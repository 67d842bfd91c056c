namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>What the registry keeps: a thing, a certificate or a policy.</summary>
internal abstract class Registered
{
    /// <summary>ARN.</summary>
    public required string Arn { get; init; }

    /// <summary>Number by which it is listed: the order of making.</summary>
    public required long Number { get; init; }
}
