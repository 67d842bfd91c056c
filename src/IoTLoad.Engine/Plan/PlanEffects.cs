namespace IoTLoad.Engine.Plan;

/// <summary>Finds settings that have no effect in a plan: what a user wrote must not be ignored in silence.</summary>
public static class PlanEffects
{
    private static readonly Setting[] Settings =
    [
        new(PlanField.Subscribers, plan => plan.Traffic.Pattern == TrafficPattern.FanIn,
            "only pattern FanIn has subscribers besides the devices", $"Add {PlanField.Pattern} FanIn"),
        new(PlanField.SubscribeFilter, plan => plan.Traffic.Pattern == TrafficPattern.FanIn,
            "only the subscribers of pattern FanIn use a filter", $"Add {PlanField.Pattern} FanIn"),
        new(PlanField.Publishers, plan => plan.Traffic.Pattern == TrafficPattern.Downlink,
            "only pattern Downlink has publishers besides the devices", $"Add {PlanField.Pattern} Downlink"),
        new(PlanField.PayloadCsv, UsesColumns, "no template, topic or client ID has a {{csv}} placeholder",
            $"Write {{{{csv column}}}} in {PlanField.PayloadTemplate} or {PlanField.Topic}"),
        new(PlanField.SessionExpiry,
            plan => plan is { Protocol: not LoadProtocol.Http, Session: { CleanSession: false, Version: MqttVersion.V500 } },
            "only persistent sessions of MQTT 5 expire", $"Use persistent sessions and {PlanField.MqttVersion} 5"),
        new(PlanField.ChurnInterval, plan => plan.Devices.ChurnShare > 0, "no devices reconnect on purpose", $"Add {PlanField.ChurnShare}"),
        new(PlanField.RequestTimeout, plan => plan.Protocol == LoadProtocol.Http, "MQTT has no requests", "Use protocol Http"),
        new(PlanField.InFlightWindow, plan => plan.IsAcknowledged, "messages of QoS 0 are not acknowledged", $"Use {PlanField.QoS} 1 or 2"),
        new(PlanField.KeepAlive, IsMqtt, "HTTP has no keep-alive packets", "Use protocol Mqtt or MqttWebSocket"),
        new(PlanField.MqttVersion, IsMqtt, "HTTP is not MQTT", "Use protocol Mqtt or MqttWebSocket"),
        new(PlanField.KeyPassword, plan => plan.Tls.PfxFile is not null
            || plan.Tls.KeyFile is not null, "there is no private key to decrypt",
            $"Add {PlanField.PfxFile} or {PlanField.KeyFile}"),
    ];

    /// <summary>Checks the fields that a user set; defaults may be without effect.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="given">Fields that the user set, as <see cref="PlanField"/> names them.</param>
    /// <exception cref="LoadException">NoEffect.</exception>
    public static void Check(LoadPlan plan, IEnumerable<string> given)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var set = given.ToHashSet(StringComparer.Ordinal);
        if (Array.Find(Settings, setting => set.Contains(setting.Field) && !setting.HasEffect(plan)) is { } idle)
        {
            throw LoadException.InvalidInput(
                "NoEffect", $"{idle.Field} has no effect in this plan: {idle.Why}.", $"{idle.Instead}, or leave out {idle.Field}.",
                idle.Field.Trim('`'));
        }
    }

    private static bool IsMqtt(LoadPlan plan) => plan.Protocol != LoadProtocol.Http;

    private static bool UsesColumns(LoadPlan plan) => new[]
    {
        plan.Payload.Template, plan.Traffic.Topic, plan.Traffic.BroadcastTopic, plan.Devices.ClientId, plan.Session.Username,
        plan.Session.Will?.Topic, plan.Session.Will?.Payload,
    }.Any(text => text is not null && text.Replace(" ", "", StringComparison.Ordinal)
        .Contains("{{csv", StringComparison.OrdinalIgnoreCase));

    private sealed record Setting(string Field, Func<LoadPlan, bool> HasEffect, string Why, string Instead);
}
