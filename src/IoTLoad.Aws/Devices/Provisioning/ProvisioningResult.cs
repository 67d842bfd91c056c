using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>What became of devices that were to be provisioned. Requested = Provisioned + Failed + NotStarted.</summary>
public sealed record ProvisioningResult
{
    /// <summary>Name of the provisioning template; null if the CA certificate has none by name.</summary>
    public required string? Template { get; init; }

    /// <summary>ID of the CA certificate of just-in-time registration; null if the devices had a claim certificate.</summary>
    public string? CaCertificateId { get; init; }

    /// <summary>The account's endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Devices that were asked for.</summary>
    public required int Requested { get; init; }

    /// <summary>Devices that connected with an identity of their own.</summary>
    public required int Provisioned { get; init; }

    /// <summary>Devices that failed at a step.</summary>
    public required int Failed { get; init; }

    /// <summary>Devices that had not begun when the work was stopped.</summary>
    public int NotStarted => Requested - Provisioned - Failed;

    /// <summary>Connections that the devices tried to open.</summary>
    public required int Connections { get; init; }

    /// <summary>Devices a second that were to begin.</summary>
    public required double Rate { get; init; }

    /// <summary>When the first was due.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Until the last had come to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>From when a device was due until it was connected with its own identity.</summary>
    public required LatencySummary Latency { get; init; }

    /// <summary>The steps in order, each with its counts and latency.</summary>
    public required IReadOnlyList<ProvisioningStepResult> Steps { get; init; }

    /// <summary>Why devices failed, by step and reason.</summary>
    public required IReadOnlyList<ProvisioningFailure> Failures { get; init; }

    /// <summary>The devices that were provisioned.</summary>
    public required IReadOnlyList<LoadDevice> Devices { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text($"{Template ?? CaCertificateId}: {Provisioned:N0} of {Requested:N0} provisioned");
}

/// <summary>A step of all devices. Attempts = Succeeded + Failed, and the next step's attempts are those that succeeded.</summary>
/// <param name="Step">The step.</param>
/// <param name="Attempts">Devices that came to it.</param>
/// <param name="Succeeded">Of them, those that it succeeded for.</param>
/// <param name="Failed">Those that it failed for.</param>
/// <param name="P50">Median of those that succeeded, milliseconds.</param>
/// <param name="P90">90th percentile, milliseconds.</param>
/// <param name="P99">99th percentile, milliseconds.</param>
/// <param name="Max">Largest, milliseconds.</param>
public sealed record ProvisioningStepResult(
    ProvisioningStep Step, int Attempts, int Succeeded, int Failed, double? P50, double? P90, double? P99, double? Max)
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{Step}: {Succeeded:N0} of {Attempts:N0}, p50 {P50:0.0} ms, p99 {P99:0.0} ms");
}

/// <summary>Devices that failed at one step for one reason.</summary>
/// <param name="Step">The step.</param>
/// <param name="Reason">A stable name: that of a broken connection, or AWS's error code.</param>
/// <param name="Count">Number of devices.</param>
/// <param name="Example">What one of them was told.</param>
public sealed record ProvisioningFailure(ProvisioningStep Step, string Reason, int Count, string Example)
{
    /// <summary>The failure as an error.</summary>
    /// <param name="result">The result that it belongs to.</param>
    public LoadException ToException(ProvisioningResult result) => new LoadException(
        "ProvisioningFailed", Step is ProvisioningStep.CreateKeys or ProvisioningStep.RegisterThing
            ? LoadErrorKind.InvalidState : LoadErrorKind.ConnectionFailed,
        Text($"{Count:N0} of {result.Requested:N0} devices failed at {Step} ({Reason}): {Example}"), ActionFor(result),
        result.Template ?? result.CaCertificateId);

    private string ActionFor(ProvisioningResult result) => Step switch
    {
        ProvisioningStep.ClaimConnect => "Check that the claim certificate is active, and that its policy allows iot:Connect, and "
            + "iot:Subscribe on the topic filters $aws/certificates/create/json/* and "
            + $"$aws/provisioning-templates/{result.Template}/provision/json/*.",
        ProvisioningStep.FirstConnect => "Check that the endpoint can be reached; if it throttles, lower -Rate.",
        ProvisioningStep.Activation => "Check the template of the CA certificate and its role, that -Subject has all its parameters, and "
            + "that its policy allows iot:Connect with the device's name as client ID. Without a template, check what activates the "
            + $"certificates that $aws/events/certificates/registered/{result.CaCertificateId} announces. If it takes longer, raise "
            + "-Timeout.",
        ProvisioningStep.Reconnect => "Check that the template's policy allows iot:Connect with the thing's name as client ID, and "
            + "that the template sets the certificate's status to Active.",
        _ when Reason == "Timeout" => "Check that the claim certificate's policy allows iot:Publish and iot:Receive on these topics; "
            + "or raise -Timeout, or lower -Rate.",
        _ => "Check the template, its role and -Parameter; if AWS throttles, lower -Rate.",
    };
}
