using System.Text.Json.Serialization;

namespace IoTLoad.Engine.Plan;

/// <summary>Who one device is. What is null, it has in common with the others of its plan.</summary>
public sealed record DeviceIdentity
{
    /// <summary>Its client ID; null takes that of <see cref="DevicePlan.ClientId"/>.</summary>
    public string? ClientId { get; init; }

    /// <summary>Its certificate, PEM; or, without <see cref="KeyFile"/>, certificate and key as PKCS#12.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>The key of <see cref="CertificateFile"/>, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Its user name; null takes that of <see cref="SessionPlan.Username"/>.</summary>
    public string? Username { get; init; }

    /// <summary>Its password; never serialised.</summary>
    [JsonIgnore]
    public string? Password { get; init; }

    /// <summary>The group that it is in; null if it is in none.</summary>
    public string? Group { get; init; }

    /// <summary>The record's kind, and no members: text ends up in logs, and one of them is a secret.</summary>
    public override string ToString() => nameof(DeviceIdentity);
}

/// <summary>Finds what cannot be used in the identities of a plan, without looking at any file.</summary>
internal static class IdentityCheck
{
    /// <summary>Checks a plan; one without identities has nothing to check.</summary>
    /// <exception cref="LoadException">IdentitiesNeedMqtt, TooFewIdentities, PasswordNeedsUsername.</exception>
    public static void Check(LoadPlan plan)
    {
        var identities = plan.Devices.Identities;
        if (identities.Count == 0)
        {
            return;
        }

        if (plan.Protocol == LoadProtocol.Http)
        {
            throw LoadException.InvalidInput(
                "IdentitiesNeedMqtt",
                "Devices that publish over HTTP share a pool of connections, so none can have a certificate of its own.",
                $"Leave out {PlanField.Inventory}, or use protocol Mqtt or MqttWebSocket.", plan.Protocol);
        }

        if (identities.Count < plan.Devices.Count)
        {
            throw LoadException.InvalidInput(
                "TooFewIdentities", $"There are {identities.Count} identities for {plan.Devices.Count} devices.",
                $"Write {PlanField.DeviceCount} as {identities.Count} or less.", plan.Devices.Count);
        }

        // The watcher, publishers and subscribers of a fleet whose broker wants certificates need one too.
        if (plan.HasOwnCertificates && plan.Tls is { CertificateFile: null, PfxFile: null } && identities.Count < plan.Connections)
        {
            throw LoadException.InvalidInput(
                "TooFewIdentities",
                $"The {plan.Connections - plan.Devices.Count} further subscribers or publishers have no certificate: {identities.Count} "
                    + $"identities are for {plan.Connections} connections.",
                $"Give them one as {PlanField.CertificateFile} and {PlanField.KeyFile}, or lower {PlanField.DeviceCount}.",
                plan.Connections);
        }

        if (plan.Session is { Version: MqttVersion.V311, Username: null }
            && identities.FirstOrDefault(each => each is { Password: not null, Username: null }) is { } nameless)
        {
            throw LoadException.InvalidInput(
                "PasswordNeedsUsername", "MQTT 3.1.1 has no password without a user name, and a row of the inventory has.",
                $"Add its user name, {PlanField.Username}, or {PlanField.MqttVersion} 5.", nameless.ClientId);
        }
    }
}
