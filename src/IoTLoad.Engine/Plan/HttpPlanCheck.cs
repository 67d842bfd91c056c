namespace IoTLoad.Engine.Plan;

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
            throw LoadException.InvalidInput(
                "ChurnNeedsMqtt", "Devices that publish over HTTP share a pool of connections, so none of them has one to drop.",
                $"Leave out {PlanField.ChurnShare}, or use protocol Mqtt or MqttWebSocket.", plan.Devices.ChurnShare);
        }

        if (plan.Http.RequestTimeout <= TimeSpan.Zero || plan.Http.RequestTimeout > TimeSpan.FromHours(1))
        {
            throw LoadException.InvalidInput(
                "InvalidRequestTimeout", $"{PlanField.RequestTimeout} cannot be {plan.Http.RequestTimeout}.",
                $"Write {PlanField.RequestTimeout} as up to 1h, such as 30s.", plan.Http.RequestTimeout);
        }
    }

    private static void CheckTraffic(LoadPlan plan)
    {
        var traffic = plan.Traffic;
        if (traffic.Pattern != TrafficPattern.PublishOnly)
        {
            throw LoadException.InvalidInput(
                "PatternNeedsMqtt", $"HTTP only publishes; pattern {traffic.Pattern} needs subscribers.",
                $"Add {PlanField.Pattern} PublishOnly, or use protocol Mqtt or MqttWebSocket.", traffic.Pattern);
        }

        if (traffic.QoS > 1)
        {
            throw LoadException.InvalidInput(
                "InvalidQoS", $"{PlanField.QoS} cannot be {traffic.QoS} over HTTP.", $"Write {PlanField.QoS} as 0 or 1.", traffic.QoS);
        }

        if (plan.Payload.Tracking == TrackingMode.UserProperty)
        {
            throw LoadException.InvalidInput(
                "TrackingNeedsMqtt5", "Tracking by user property needs MQTT 5, not HTTP.",
                $"Use {PlanField.Tracking} Payload or None.", plan.Payload.Tracking);
        }
    }

    private static void CheckSession(SessionPlan session)
    {
        const string LeaveOut =
            "Leave it out: over HTTP a device shows a signature, a client certificate, or the token of a custom authorizer.";
        var (parameter, advice) = session switch
        {
            { Username: not null } => (PlanField.Username, LeaveOut),
            { Password: not null } => (PlanField.Password, LeaveOut),
            { Will: not null } => (PlanField.WillTopic, "Leave out the last will, or use protocol Mqtt or MqttWebSocket."),
            _ => ("", ""),
        };
        if (parameter.Length > 0)
        {
            throw LoadException.InvalidInput(
                "SettingNeedsMqtt", $"{parameter} belongs to MQTT's CONNECT, which HTTP does not have.", advice, parameter);
        }
    }
}
