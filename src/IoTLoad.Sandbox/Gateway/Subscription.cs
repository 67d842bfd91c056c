namespace IoTLoad.Sandbox.Gateway;

/// <summary>One topic filter that one session is subscribed to.</summary>
/// <param name="Session">Session.</param>
/// <param name="Filter">Topic filter, without what makes it shared.</param>
/// <param name="Group">Name of the shared subscription; null where it is not shared.</param>
/// <param name="QoS">QoS that was granted, 0 or 1.</param>
/// <param name="NoLocal">MQTT 5: whether the session's own messages are left out.</param>
/// <param name="RetainAsPublished">MQTT 5: whether messages keep the publisher's retain flag.</param>
internal sealed record Subscription(
    DeviceSession Session, string Filter, string? Group, int QoS, bool NoLocal = false, bool RetainAsPublished = false)
{
    /// <summary>Only itself: thousands of sessions can have the same filter, and each is looked for when it goes.</summary>
    public bool Equals(Subscription? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
