namespace IoTLoad.Engine.Plan;

/// <summary>Finds what cannot be run in a plan, without looking at any file or host.</summary>
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
        if (plan.Scenarios.Count > 0)
        {
            ScenarioCheck.Check(plan);
            return;
        }

        CheckDevices(plan);
        CheckStages(plan.Stages);
        CheckMessageCount(plan);
        CheckTraffic(plan);
        CheckSession(plan.Session);
        CheckLogin(plan);
        Mqtt5Check.Check(plan);
        AuthorizerCheck.Check(plan);
        IdentityCheck.Check(plan);
        HttpPlanCheck.Check(plan);
        StormCheck.Check(plan);
        if (plan.DrainTime < TimeSpan.Zero || plan.DrainTime > TimeSpan.FromHours(1))
        {
            throw LoadException.InvalidInput(
                "InvalidDuration", $"{PlanField.DrainTime} cannot be {plan.DrainTime}.",
                $"Write {PlanField.DrainTime} as 0s to 1h, such as 10s.", plan.DrainTime);
        }

        if (plan.Payload.Tracking == TrackingMode.UserProperty && plan.Session.Version != MqttVersion.V500)
        {
            throw LoadException.InvalidInput(
                "TrackingNeedsMqtt5", "Tracking by user property needs MQTT 5: MQTT 3.1.1 has no properties.",
                $"Add {PlanField.MqttVersion} 5, or use {PlanField.Tracking} Payload or None.", plan.Payload.Tracking);
        }
    }

    private static void CheckLogin(LoadPlan plan)
    {
        // A custom authorizer's parameters are a user name, if need be with nothing before them.
        if (plan is { Session: { Password: not null, Username: null, Version: MqttVersion.V311 }, Authorizer: null })
        {
            throw LoadException.InvalidInput(
                "PasswordNeedsUsername", "MQTT 3.1.1 has no password without a user name.",
                $"Add {PlanField.Username}, or {PlanField.MqttVersion} 5.", plan.Session.Version);
        }
    }

    private static void CheckDevices(LoadPlan plan)
    {
        var devices = plan.Devices;

        // Each for itself, before the sum, which may be too large for an int.
        if (devices.Count is < 1 or > MaxConnections || plan.Traffic.Subscribers > MaxConnections
            || plan.Traffic.Publishers > MaxConnections || plan.Connections > MaxConnections)
        {
            throw LoadException.InvalidInput(
                "InvalidClients", $"{PlanField.DeviceCount} cannot be {devices.Count}.",
                $"Write {PlanField.DeviceCount} as a number from 1 to {MaxConnections}.", devices.Count);
        }

        if (!(devices.ConnectRate > 0) || devices.ConnectRate > MaxRate)
        {
            throw LoadException.InvalidInput(
                "InvalidConnectRate", $"{PlanField.ConnectRate} cannot be {devices.ConnectRate}.",
                $"Write {PlanField.ConnectRate} as connections a second above 0, such as 500.", devices.ConnectRate);
        }

        if (plan.Connections / devices.ConnectRate > MaxDuration.TotalSeconds)
        {
            throw LoadException.InvalidInput(
                "InvalidConnectRate",
                $"At a connect rate of {devices.ConnectRate} a second, {plan.Connections} connections take longer than 7 days.",
                $"Raise {PlanField.ConnectRate}.", devices.ConnectRate);
        }

        if (!(devices.ChurnShare >= 0 && devices.ChurnShare <= 1))
        {
            throw LoadException.InvalidInput(
                "InvalidChurn", $"{PlanField.ChurnShare} cannot be {devices.ChurnShare}.",
                $"Write {PlanField.ChurnShare} as a share from 0 to 1: 0.1 is a tenth of the devices.", devices.ChurnShare);
        }

        if (devices.ChurnShare > 0 && devices.ChurnInterval < TimeSpan.FromSeconds(1))
        {
            throw LoadException.InvalidInput(
                "InvalidChurn", $"{PlanField.ChurnInterval} cannot be {devices.ChurnInterval}.",
                $"Write {PlanField.ChurnInterval} as 1s or more.", devices.ChurnInterval);
        }

        if (devices.ReconnectMinDelay <= TimeSpan.Zero || devices.ReconnectMaxDelay < devices.ReconnectMinDelay
            || devices.ReconnectMaxDelay > MaxReconnectDelay)
        {
            throw LoadException.InvalidInput(
                "InvalidReconnectDelay", $"The reconnect delay cannot go from {devices.ReconnectMinDelay} to {devices.ReconnectMaxDelay}.",
                $"Write {PlanField.ReconnectMinDelay} above 0, and {PlanField.ReconnectMaxDelay} no shorter than it, up to a day.",
                devices.ReconnectMinDelay);
        }
    }

    private static void CheckStages(IReadOnlyList<LoadStage> stages)
    {
        if (stages.Count == 0)
        {
            throw LoadException.InvalidInput(
                "InvalidDuration", "The plan has no stages: it would publish nothing.",
                $"Give {PlanField.Rate} and {PlanField.Duration}, or {PlanField.Stages}.", stages);
        }

        var total = TimeSpan.Zero;
        foreach (var stage in stages)
        {
            if (stage.Duration <= TimeSpan.Zero || stage.Duration > MaxDuration)
            {
                throw LoadException.InvalidInput(
                    "InvalidDuration", $"{PlanField.Duration} cannot be {stage.Duration}.",
                    "Write a duration such as 90s, 10m or 1h30m, up to 7 days.", stage.Duration);
            }

            if (!(stage.StartRate >= 0) || !(stage.EndRate >= 0) || Math.Max(stage.StartRate, stage.EndRate) > MaxRate)
            {
                throw InvalidRate(stage.StartRate is >= 0 and <= MaxRate ? stage.EndRate : stage.StartRate);
            }

            total += stage.Duration;
        }

        if (total > MaxDuration)
        {
            throw LoadException.InvalidInput("InvalidDuration", $"The stages last {total} together.", "Keep a test to 7 days.", total);
        }

        if (stages.All(stage => stage is { StartRate: 0, EndRate: 0 }))
        {
            throw InvalidRate(0);
        }
    }

    private static void CheckMessageCount(LoadPlan plan)
    {
        if (plan.MessageCount is not { } count)
        {
            return;
        }

        var held = (plan with { MessageCount = null }).Messages;
        if (count < 1 || count > held)
        {
            throw LoadException.InvalidInput(
                "InvalidMessageCount",
                count < 1 ? $"{PlanField.MessageCount} cannot be {count}."
                    : $"The load shape holds {held} messages, and {PlanField.MessageCount} asks for {count}.",
                $"Write {PlanField.MessageCount} as 1 or more, and {PlanField.Duration} or {PlanField.Stages} long enough for it.", count);
        }
    }

    private static void CheckTraffic(LoadPlan plan)
    {
        var traffic = plan.Traffic;
        if (traffic.QoS is < 0 or > 2)
        {
            throw LoadException.InvalidInput(
                "InvalidQoS", $"{PlanField.QoS} cannot be {traffic.QoS}.", $"Write {PlanField.QoS} as 0, 1 or 2.", traffic.QoS);
        }

        // One identifier less than MQTT has: the last one is the subscription's.
        if (traffic.InFlightWindow is < 1 or > ushort.MaxValue - 1)
        {
            throw LoadException.InvalidInput(
                "InvalidWindow", $"{PlanField.InFlightWindow} cannot be {traffic.InFlightWindow}.",
                $"Write {PlanField.InFlightWindow} as 1 to 65534.", traffic.InFlightWindow);
        }

        if (traffic.BacklogLimit is < 1 or > 100_000_000)
        {
            throw LoadException.InvalidInput(
                "InvalidBacklogLimit", $"{PlanField.BacklogLimit} cannot be {traffic.BacklogLimit}.",
                $"Write {PlanField.BacklogLimit} as 1 or more, such as 1000.", traffic.BacklogLimit);
        }

        if (traffic.Pattern == TrafficPattern.FanIn && traffic.Subscribers < 1)
        {
            throw LoadException.InvalidInput(
                "InvalidSubscribers", $"{PlanField.Subscribers} cannot be {traffic.Subscribers}.",
                $"Write {PlanField.Subscribers} as 1 or more.", traffic.Subscribers);
        }

        if (traffic.IsShared && plan.Endpoints.Count == 0)
        {
            throw LoadException.InvalidInput(
                "SharedNeedsEndpoint", "The embedded broker has no shared subscriptions.",
                $"Add {PlanField.Endpoints}, or write {PlanField.SubscribeFilter} without $share.", traffic.SubscribeFilter);
        }

        if (traffic.IsShared && traffic.Subscribers > SharedFilter.MaxMembers)
        {
            throw LoadException.InvalidInput(
                "InvalidSubscribers", $"A shared subscription cannot have {traffic.Subscribers} members here.",
                $"Write {PlanField.Subscribers} as 1 to {SharedFilter.MaxMembers}.", traffic.Subscribers);
        }

        if (traffic.SubscribeFilter is not null && traffic.Pattern != TrafficPattern.FanIn)
        {
            throw LoadException.InvalidInput(
                "FilterNeedsFanIn", $"In pattern {traffic.Pattern}, nothing subscribes with a filter of its own.",
                $"Add {PlanField.Pattern} FanIn, or leave out {PlanField.SubscribeFilter}.", traffic.SubscribeFilter);
        }

        if (traffic.Pattern == TrafficPattern.Downlink && traffic.Publishers < 1)
        {
            throw LoadException.InvalidInput(
                "InvalidPublishers", $"{PlanField.Publishers} cannot be {traffic.Publishers}.",
                $"Write {PlanField.Publishers} as 1 or more.", traffic.Publishers);
        }

        if (traffic.BroadcastTopic is not null && traffic.Pattern != TrafficPattern.Downlink)
        {
            throw LoadException.InvalidInput(
                "BroadcastNeedsDownlink", $"Pattern {traffic.Pattern} has no broadcast topic.",
                $"Add {PlanField.Pattern} Downlink, or leave out {PlanField.BroadcastTopic}.", traffic.BroadcastTopic);
        }
    }

    private static void CheckSession(SessionPlan session)
    {
        if (session.KeepAlive < TimeSpan.Zero || session.KeepAlive.TotalSeconds > ushort.MaxValue)
        {
            throw LoadException.InvalidInput(
                "InvalidKeepAlive", $"{PlanField.KeepAlive} cannot be {session.KeepAlive}.",
                $"Write {PlanField.KeepAlive} as 0s (off) to 65535s.", session.KeepAlive);
        }

        if (session.KeepAlive > TimeSpan.Zero && session.KeepAlive < TimeSpan.FromSeconds(1))
        {
            throw LoadException.InvalidInput(
                "InvalidKeepAlive", $"{PlanField.KeepAlive} cannot be {session.KeepAlive}: MQTT counts it in whole seconds.",
                $"Write {PlanField.KeepAlive} in whole seconds.", session.KeepAlive);
        }

        if (session.ConnectTimeout <= TimeSpan.Zero || session.ConnectTimeout > TimeSpan.FromHours(1))
        {
            throw LoadException.InvalidInput(
                "InvalidConnectTimeout", $"{PlanField.ConnectTimeout} cannot be {session.ConnectTimeout}.",
                $"Write {PlanField.ConnectTimeout} as up to 1h, such as 30s.", session.ConnectTimeout);
        }

        if (session.SessionExpiry < TimeSpan.Zero || session.SessionExpiry.TotalSeconds > uint.MaxValue)
        {
            throw LoadException.InvalidInput(
                "InvalidSessionExpiry", $"{PlanField.SessionExpiry} cannot be {session.SessionExpiry}.",
                $"Write {PlanField.SessionExpiry} as 0s or more, such as 1h.", session.SessionExpiry);
        }

        if (session.Will is { QoS: < 0 or > 2 } will)
        {
            throw LoadException.InvalidInput(
                "InvalidQoS", $"{PlanField.WillQoS} cannot be {will.QoS}.", $"Write {PlanField.WillQoS} as 0, 1 or 2.", will.QoS);
        }
    }

    private static LoadException InvalidRate(double rate) => LoadException.InvalidInput(
        "InvalidRate", $"{PlanField.Rate} cannot be {rate}.",
        $"Write {PlanField.Rate} as messages a second of all devices together, above 0 and up to {MaxRate:0}, such as 1000 or 0.5.", rate);
}
