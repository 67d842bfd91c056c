using System.Globalization;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Faults;

/// <summary>Why a broker refused a CONNECT: the same names for both versions of MQTT.</summary>
/// <param name="Name">A stable name, such as <c>NotAuthorized</c>.</param>
/// <param name="Words">The end of the sentence "the broker refused the connection: ...".</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record ConnAckReason(string Name, string Words, string Advice)
{
    private const string CheckLogin =
        $"Check {PlanField.Username} and {PlanField.Password}, or the client certificate, and the broker's access rules.";
    private const string SlowDown = $"Lower {PlanField.ConnectRate}, or raise the platform's limit.";
    private const string LookInLog = "Look in the broker's log for the reason.";

    /// <summary>Whether the code means that the connection was accepted.</summary>
    public static bool IsAccepted(byte code) => code == 0;

    /// <summary>
    /// What a code of CONNACK means: a return code of MQTT 3.1.1 (section 3.2.2.3) or a reason code of MQTT 5 (section 3.2.2.2).
    /// </summary>
    public static ConnAckReason Of(MqttVersion version, byte code) => version == MqttVersion.V311 ? OfV311(code) : OfV500(code);

    /// <summary>The refusal as a fault.</summary>
    /// <param name="endpoint">The endpoint, as <see cref="Connector.Describe"/> gives it.</param>
    /// <param name="reasonString">The broker's own words (MQTT 5), or null.</param>
    public ConnectFault ToFault(string endpoint, string? reasonString = null)
    {
        var kind = Name is "BadUserNameOrPassword" or "NotAuthorized" or "Banned" or "BadAuthenticationMethod"
            ? LoadErrorKind.AuthenticationFailed
            : LoadErrorKind.ConnectionFailed;
        var own = string.IsNullOrWhiteSpace(reasonString) ? "" : $" (\"{reasonString.Trim()}\")";
        return new ConnectFault(Name, $"{endpoint} refused the connection: {Words}{own}.", Advice, kind);
    }

    private static ConnAckReason OfV311(byte code) => code switch
    {
        1 => OfV500(0x84),
        2 => OfV500(0x85),
        3 => OfV500(0x88),
        4 => OfV500(0x86),
        5 => OfV500(0x87),
        _ => Unknown(code),
    };

    private static ConnAckReason OfV500(byte code) => code switch
    {
        0x80 => new("UnspecifiedError", "it gives no reason", LookInLog),
        0x81 => new("MalformedPacket", "it could not read the CONNECT packet", LookInLog),
        0x82 => new("ProtocolError", "it says that the CONNECT packet breaks the protocol", LookInLog),
        0x83 => new("ImplementationSpecificError", "a reason of its own", LookInLog),
        0x84 => new("UnacceptableProtocolVersion", "it does not speak this version of MQTT", $"Use another {PlanField.MqttVersion}."),
        0x85 => new(
            "IdentifierRejected", "it does not allow the client ID", $"Change {PlanField.ClientId}: shorter, or of other characters."),
        0x86 => new("BadUserNameOrPassword", "user name or password is wrong", CheckLogin),
        0x87 => new("NotAuthorized", "the client is not authorized", CheckLogin),
        0x88 => new(
            "ServerUnavailable", "the MQTT service is not available",
            $"Look at the broker's state; under load, lower {PlanField.ConnectRate}."),
        0x89 => new("ServerBusy", "the broker is busy", SlowDown),
        0x8A => new("Banned", "the client is banned", "Lift the ban at the broker; test from an address or client ID that is allowed."),
        0x8C => new("BadAuthenticationMethod", "it does not know the authentication method", CheckLogin),
        0x90 => new("TopicNameInvalid", "the topic of the last will is not allowed", "Change the topic of the last will."),
        0x95 => new("PacketTooLarge", "the CONNECT packet is too large", "Make the last will or the user name shorter."),
        0x97 => new("QuotaExceeded", "a quota is exceeded", SlowDown),
        0x99 => new(
            "PayloadFormatInvalid", "the payload of the last will is not of its declared format", "Change the payload of the last will."),
        0x9A => new("RetainNotSupported", "it does not support a retained last will", "Do not retain the last will."),
        0x9B => new("QoSNotSupported", "it does not support the QoS of the last will", "Lower the QoS of the last will."),
        0x9C => new(
            "UseAnotherServer", "another server should be used for now", $"Give the address of the other server as {PlanField.Endpoints}."),
        0x9D => new("ServerMoved", "the server has moved", $"Give the new address as {PlanField.Endpoints}."),
        0x9F => new("ConnectionRateExceeded", "the limit of connections a second is exceeded", SlowDown),
        _ => Unknown(code),
    };

    private static ConnAckReason Unknown(byte code)
    {
        var hex = code.ToString("X2", CultureInfo.InvariantCulture);
        return new($"Reason0x{hex}", $"code 0x{hex}, which MQTT does not define", LookInLog);
    }
}
