using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Devices.Connecting;

/// <summary>The application protocols that a TLS handshake offers.</summary>
internal static class AlpnNames
{
    /// <summary>
    /// The plan's; where it names none, those that the protocol needs: HTTP chooses its version by them, and AWS IoT Core knows
    /// by <c>mqtt</c> that a custom authorizer is to decide.
    /// </summary>
    public static IReadOnlyList<string> Of(LoadPlan plan) => plan switch
    {
        { Tls.AlpnProtocols.Count: > 0 } => plan.Tls.AlpnProtocols,
        { Protocol: LoadProtocol.Http } => ["h2", "http/1.1"],
        { Protocol: LoadProtocol.Mqtt, Authorizer: not null } => ["mqtt"],
        _ => [],
    };
}
