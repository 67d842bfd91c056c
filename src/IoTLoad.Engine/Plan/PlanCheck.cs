using System.Globalization;

namespace IoTLoad.Engine.Plan;

/// <summary>Finds what makes no sense in a plan, without looking at any file or host.</summary>
public static class PlanCheck
{
    /// <summary>Longest test: a week.</summary>
    public static TimeSpan MaxDuration { get; } = TimeSpan.FromDays(7);

    /// <summary>Most connections of one plan.</summary>
    public const int MaxConnections = 10_000_000;

    /// <summary>Highest rate of one plan, messages a second.</summary>
    public const double MaxRate = 100_000_000;

    /// <summary>Longest wait between two attempts to connect: a day.</summary>
    public static TimeSpan MaxReconnectDelay { get; } = TimeSpan.FromDays(1);

    /// <summary>Checks a plan.</summary>
    /// <exception cref="LoadException">The first thing that is wrong.</exception>
    public static void Check(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        CheckDevices(plan);
        CheckStages(plan.Stages);
        CheckTraffic(plan);
        CheckSession(plan.Session);
        CheckLogin(plan);
        AuthorizerCheck.Check(plan);
        HttpPlanCheck.Check(plan);
        if (plan.DrainTime < TimeSpan.Zero || plan.DrainTime > TimeSpan.FromHours(1))
        {
            throw Invalid("InvalidDuration", $"A drain time of {plan.DrainTime} makes no sense.", "Write -DrainTime as 0s to 1h, such as 10s.", plan.DrainTime);
        }

        if (plan.Payload.Tracking == TrackingMode.UserProperty && plan.Session.Version != MqttVersion.V500)
        {
            throw Invalid(
                "TrackingNeedsMqtt5", "Tracking by user property needs MQTT 5: MQTT 3.1.1 has no properties.",
                "Add -MqttVersion 5, or use -Tracking Payload or None.", plan.Payload.Tracking);
        }
    }

    private static void CheckLogin(LoadPlan plan)
    {
        // A custom authorizer's parameters are a user name, if need be with nothing before them.
        if (plan is { Session: { Password: not null, Username: null, Version: MqttVersion.V311 }, Authorizer: null })
        {
            throw Invalid("PasswordNeedsUsername", "MQTT 3.1.1 has no password without a user name.", "Add -Username, or -MqttVersion 5.", plan.Session.Version);
        }
    }

    private static void CheckDevices(LoadPlan plan)
    {
        var devices = plan.Devices;

        // Each for itself, before the sum, which may be too large for an int.
        if (devices.Count is < 1 or > MaxConnections || plan.Traffic.Subscribers > MaxConnections || plan.Traffic.Publishers > MaxConnections || plan.Connections > MaxConnections)
        {
            throw Invalid("InvalidClients", Text($"{devices.Count} devices make no sense."), Text($"Write -Clients as a number from 1 to {MaxConnections}."), devices.Count);
        }

        if (!(devices.ConnectRate > 0) || devices.ConnectRate > MaxRate)
        {
            throw Invalid("InvalidConnectRate", Text($"A connect rate of {devices.ConnectRate} a second makes no sense."), "Write -ConnectRate as connections a second above 0, such as 500.", devices.ConnectRate);
        }

        if (plan.Connections / devices.ConnectRate > MaxDuration.TotalSeconds)
        {
            throw Invalid(
                "InvalidConnectRate", Text($"At a connect rate of {devices.ConnectRate} a second, {plan.Connections} connections take longer than 7 days."),
                "Raise -ConnectRate.", devices.ConnectRate);
        }

        if (!(devices.ChurnShare >= 0 && devices.ChurnShare <= 1))
        {
            throw Invalid("InvalidChurn", Text($"A churn share of {devices.ChurnShare} makes no sense."), "Write -ChurnShare as a share from 0 to 1: 0.1 is a tenth of the devices.", devices.ChurnShare);
        }

        if (devices.ChurnShare > 0 && devices.ChurnInterval < TimeSpan.FromSeconds(1))
        {
            throw Invalid("InvalidChurn", $"A churn interval of {devices.ChurnInterval} makes no sense.", "Write -ChurnInterval as 1s or more.", devices.ChurnInterval);
        }

        if (devices.ReconnectMinDelay <= TimeSpan.Zero || devices.ReconnectMaxDelay < devices.ReconnectMinDelay || devices.ReconnectMaxDelay > MaxReconnectDelay)
        {
            throw Invalid(
                "InvalidReconnectDelay", $"A reconnect delay from {devices.ReconnectMinDelay} to {devices.ReconnectMaxDelay} makes no sense.",
                "Write -ReconnectMinDelay above 0, and -ReconnectMaxDelay no shorter than it, up to a day.", devices.ReconnectMinDelay);
        }
    }

    private static void CheckStages(IReadOnlyList<LoadStage> stages)
    {
        if (stages.Count == 0)
        {
            throw Invalid("InvalidDuration", "The plan has no stages: it would publish nothing.", "Give -Rate and -Duration, or -Stage.", stages);
        }

        var total = TimeSpan.Zero;
        foreach (var stage in stages)
        {
            if (stage.Duration <= TimeSpan.Zero || stage.Duration > MaxDuration)
            {
                throw Invalid("InvalidDuration", $"A duration of {stage.Duration} makes no sense.", "Write a duration such as 90s, 10m or 1h30m, up to 7 days.", stage.Duration);
            }

            if (!(stage.StartRate >= 0) || !(stage.EndRate >= 0) || Math.Max(stage.StartRate, stage.EndRate) > MaxRate)
            {
                throw InvalidRate(stage.StartRate is >= 0 and <= MaxRate ? stage.EndRate : stage.StartRate);
            }

            total += stage.Duration;
        }

        if (total > MaxDuration)
        {
            throw Invalid("InvalidDuration", $"The stages last {total} together.", "Keep a test to 7 days.", total);
        }

        if (stages.All(stage => stage is { StartRate: 0, EndRate: 0 }))
        {
            throw InvalidRate(0);
        }
    }

    private static void CheckTraffic(LoadPlan plan)
    {
        var traffic = plan.Traffic;
        if (traffic.QoS is < 0 or > 2)
        {
            throw Invalid("InvalidQoS", Text($"There is no QoS {traffic.QoS}."), "Write -QoS as 0, 1 or 2.", traffic.QoS);
        }

        // One identifier less than MQTT has: the last one is the subscription's.
        if (traffic.InFlightWindow is < 1 or > ushort.MaxValue - 1)
        {
            throw Invalid("InvalidWindow", Text($"An in-flight window of {traffic.InFlightWindow} makes no sense."), "Write -Window as 1 to 65534; AWS IoT Core allows 100.", traffic.InFlightWindow);
        }

        if (traffic.BacklogLimit is < 1 or > 100_000_000)
        {
            throw Invalid("InvalidBacklogLimit", Text($"A backlog limit of {traffic.BacklogLimit} makes no sense."), "Write -BacklogLimit as 1 or more, such as 1000.", traffic.BacklogLimit);
        }

        if (traffic.Pattern == TrafficPattern.FanIn && traffic.Subscribers < 1)
        {
            throw Invalid("InvalidSubscribers", Text($"Fan-in with {traffic.Subscribers} subscribers makes no sense."), "Write -Subscribers as 1 or more.", traffic.Subscribers);
        }

        if (traffic.Pattern == TrafficPattern.Downlink && traffic.Publishers < 1)
        {
            throw Invalid("InvalidPublishers", Text($"Downlink with {traffic.Publishers} publishers makes no sense."), "Write -Publishers as 1 or more.", traffic.Publishers);
        }

        if (traffic.BroadcastTopic is not null && traffic.Pattern != TrafficPattern.Downlink)
        {
            throw Invalid("BroadcastNeedsDownlink", $"A broadcast topic has no meaning in pattern {traffic.Pattern}.", "Add -Pattern Downlink, or leave out -BroadcastTopic.", traffic.BroadcastTopic);
        }
    }

    private static void CheckSession(SessionPlan session)
    {
        if (session.KeepAlive < TimeSpan.Zero || session.KeepAlive.TotalSeconds > ushort.MaxValue)
        {
            throw Invalid("InvalidKeepAlive", $"A keep-alive of {session.KeepAlive} makes no sense.", "Write -KeepAlive as 0s (off) to 65535s; AWS IoT Core takes 30s to 1200s.", session.KeepAlive);
        }

        if (session.KeepAlive > TimeSpan.Zero && session.KeepAlive < TimeSpan.FromSeconds(1))
        {
            throw Invalid("InvalidKeepAlive", $"A keep-alive of {session.KeepAlive} is under MQTT's unit, a second.", "Write -KeepAlive in whole seconds.", session.KeepAlive);
        }

        if (session.ConnectTimeout <= TimeSpan.Zero || session.ConnectTimeout > TimeSpan.FromHours(1))
        {
            throw Invalid("InvalidConnectTimeout", $"A connect timeout of {session.ConnectTimeout} makes no sense.", "Write -ConnectTimeout as up to 1h, such as 30s.", session.ConnectTimeout);
        }

        if (session.SessionExpiry < TimeSpan.Zero || session.SessionExpiry.TotalSeconds > uint.MaxValue)
        {
            throw Invalid("InvalidSessionExpiry", $"A session expiry of {session.SessionExpiry} makes no sense.", "Write -SessionExpiry as 0s or more, such as 1h.", session.SessionExpiry);
        }

        if (session.Will is { QoS: < 0 or > 2 } will)
        {
            throw Invalid("InvalidQoS", Text($"There is no QoS {will.QoS}."), "Write -WillQoS as 0, 1 or 2.", will.QoS);
        }
    }

    private static LoadException InvalidRate(double rate) => Invalid(
        "InvalidRate", Text($"A rate of {rate} messages a second makes no sense."),
        Text($"Write -Rate as messages a second of all devices together, above 0 and up to {MaxRate:0}, such as 1000 or 0.5."), rate);

    private static LoadException Invalid(string id, string message, string action, object target) =>
        new(id, LoadErrorKind.InvalidInput, message, action, target);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Finds what a plan of protocol <see cref="LoadProtocol.Http"/> asks for and HTTP does not have.</summary>
internal static class HttpPlanCheck
{
    /// <summary>Checks a plan; one of another protocol has nothing to check.</summary>
    /// <exception cref="LoadException">The first thing that is wrong.</exception>
    public static void Check(LoadPlan plan)
    {
        if (plan.Protocol != LoadProtocol.Http)
        {
            return;
        }

        CheckTraffic(plan);
        CheckSession(plan.Session);
        if (plan.Devices.ChurnShare > 0)
        {
            throw Invalid(
                "ChurnNeedsMqtt", "Devices that publish over HTTP share a pool of connections, so none of them has one to drop.",
                "Leave out -ChurnShare, or use protocol Mqtt or MqttWebSocket.", plan.Devices.ChurnShare);
        }

        if (plan.Http.RequestTimeout <= TimeSpan.Zero || plan.Http.RequestTimeout > TimeSpan.FromHours(1))
        {
            throw Invalid(
                "InvalidRequestTimeout", $"A request timeout of {plan.Http.RequestTimeout} makes no sense.",
                "Write the request timeout as up to 1h, such as 30s.", plan.Http.RequestTimeout);
        }
    }

    private static void CheckTraffic(LoadPlan plan)
    {
        var traffic = plan.Traffic;
        if (traffic.Pattern != TrafficPattern.PublishOnly)
        {
            throw Invalid(
                "PatternNeedsMqtt", $"HTTP only publishes; in pattern {traffic.Pattern} somebody subscribes.",
                "Add -Pattern PublishOnly, or use protocol Mqtt or MqttWebSocket.", traffic.Pattern);
        }

        if (traffic.QoS > 1)
        {
            throw Invalid(
                "InvalidQoS", string.Create(CultureInfo.InvariantCulture, $"Over HTTP there is no QoS {traffic.QoS}."), "Write -QoS as 0 or 1.", traffic.QoS);
        }

        if (plan.Payload.Tracking == TrackingMode.UserProperty)
        {
            throw Invalid(
                "TrackingNeedsMqtt5", "Tracking by user property needs MQTT 5, not HTTP.", "Use -Tracking Payload or None.", plan.Payload.Tracking);
        }
    }

    private static void CheckSession(SessionPlan session)
    {
        var (parameter, advice) = session switch
        {
            { Username: not null } => ("-Username", "Leave it out: over HTTP a device shows a signature, a client certificate, or the token of a custom authorizer."),
            { Password: not null } => ("-Password", "Leave it out: over HTTP a device shows a signature, a client certificate, or the token of a custom authorizer."),
            { Will: not null } => ("-WillTopic", "Leave out the last will, or use protocol Mqtt or MqttWebSocket."),
            _ => ("", ""),
        };
        if (parameter.Length > 0)
        {
            throw Invalid("SettingNeedsMqtt", $"{parameter} belongs to MQTT's CONNECT, which HTTP does not have.", advice, parameter);
        }
    }

    private static LoadException Invalid(string id, string message, string action, object target) =>
        new(id, LoadErrorKind.InvalidInput, message, action, target);
}
