namespace IoTLoad.Engine.Plan;

/// <summary>What MQTT 5 lets a publisher say of each message (MQTT 5.0, section 3.3.2.3). What is null is not sent.</summary>
public sealed record MessageProperties
{
    /// <summary>User properties, in this order; a name may come again.</summary>
    public IReadOnlyList<UserProperty> User { get; init; } = [];

    /// <summary>Content type, such as <c>application/json</c>.</summary>
    public string? ContentType { get; init; }

    /// <summary>Topic for a response; a pattern with placeholders.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What a response brings back, text; a pattern with placeholders.</summary>
    public string? CorrelationData { get; init; }

    /// <summary>How long a broker may keep the message for a subscriber that is away, whole seconds.</summary>
    public TimeSpan? Expiry { get; init; }

    /// <summary>Marks the payload as UTF-8 text (payload format indicator 1).</summary>
    public bool Utf8 { get; init; }

    /// <summary>Sends a topic once on each connection, and then the number that stands for it.</summary>
    public bool TopicAlias { get; init; }
}

/// <summary>A name and a value.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value; a pattern with placeholders.</param>
public sealed record UserProperty(string Name, string Value);

/// <summary>Finds what a plan asks for and only MQTT 5 has, and MQTT 5's settings that cannot be.</summary>
internal static class Mqtt5Check
{
    /// <summary>Longest property text: a length of two bytes.</summary>
    private const int LongestText = 65_535;

    /// <summary>Largest packet that MQTT has room for: a length of four bytes of seven bits, and the fixed header.</summary>
    private const long LargestPacket = 268_435_460;

    /// <summary>Checks a plan.</summary>
    /// <exception cref="LoadException">SettingNeedsMqtt5, InvalidReceiveMaximum, InvalidPacketSize, InvalidMessageExpiry,
    /// InvalidWillDelay, InvalidUserProperty.</exception>
    public static void Check(LoadPlan plan)
    {
        var (session, message) = (plan.Session, plan.Traffic.Properties ?? new MessageProperties());
        if ((session.Version != MqttVersion.V500 || plan.Protocol == LoadProtocol.Http) && FirstOf(session, message) is { } field)
        {
            throw LoadException.InvalidInput(
                "SettingNeedsMqtt5", $"{field} needs MQTT 5: MQTT 3.1.1 and HTTP do not have it.",
                $"Add {PlanField.MqttVersion} 5, or leave out {field}.", field);
        }

        if (session.ReceiveMaximum is < 1 or > ushort.MaxValue)
        {
            throw LoadException.InvalidInput(
                "InvalidReceiveMaximum", $"{PlanField.ReceiveMaximum} cannot be {session.ReceiveMaximum}.",
                $"Write {PlanField.ReceiveMaximum} as 1 to 65535.", session.ReceiveMaximum);
        }

        if (session.MaximumPacketSize is < 1 or > LargestPacket)
        {
            throw LoadException.InvalidInput(
                "InvalidPacketSize", $"{PlanField.MaximumPacketSize} cannot be {session.MaximumPacketSize}.",
                $"Write {PlanField.MaximumPacketSize} as bytes, 1 to {LargestPacket}.", session.MaximumPacketSize);
        }

        if (!IsSeconds(message.Expiry))
        {
            throw LoadException.InvalidInput(
                "InvalidMessageExpiry", $"{PlanField.MessageExpiry} cannot be {message.Expiry}: MQTT counts it in whole seconds.",
                $"Write {PlanField.MessageExpiry} in whole seconds, such as 60s.", message.Expiry);
        }

        if (!IsSeconds(session.Will?.Delay))
        {
            throw LoadException.InvalidInput(
                "InvalidWillDelay", $"{PlanField.WillDelay} cannot be {session.Will!.Delay}: MQTT counts it in whole seconds.",
                $"Write {PlanField.WillDelay} in whole seconds, such as 30s.", session.Will.Delay);
        }

        if (message.User.FirstOrDefault(each => each.Name.Length is 0 or > LongestText / 4 || each.Value is null) is { } bad)
        {
            throw LoadException.InvalidInput(
                "InvalidUserProperty", $"{PlanField.UserProperties} has a name that is empty or too long, or no value.",
                $"Give each of {PlanField.UserProperties} a name and a value.", bad.Name);
        }
    }

    private static bool IsSeconds(TimeSpan? time) =>
        time is not { } given
        || (given >= TimeSpan.Zero && given.TotalSeconds <= uint.MaxValue && given.Ticks % TimeSpan.TicksPerSecond == 0);

    private static string? FirstOf(SessionPlan session, MessageProperties message) => (session, message) switch
    {
        ({ ReceiveMaximum: not null }, _) => PlanField.ReceiveMaximum,
        ({ MaximumPacketSize: not null }, _) => PlanField.MaximumPacketSize,
        ({ RequestResponseInformation: true }, _) => PlanField.RequestResponseInformation,
        ({ Will.Delay: not null }, _) => PlanField.WillDelay,
        (_, { User.Count: > 0 }) => PlanField.UserProperties,
        (_, { ContentType: not null }) => PlanField.ContentType,
        (_, { ResponseTopic: not null }) => PlanField.ResponseTopic,
        (_, { CorrelationData: not null }) => PlanField.CorrelationData,
        (_, { Expiry: not null }) => PlanField.MessageExpiry,
        (_, { Utf8: true }) => PlanField.Utf8Payload,
        (_, { TopicAlias: true }) => PlanField.TopicAlias,
        _ => null,
    };
}
