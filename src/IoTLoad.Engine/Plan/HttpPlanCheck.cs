using System.Globalization;

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
