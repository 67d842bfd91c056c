namespace IoTLoad.Engine.Devices;

/// <summary>
/// When a connection has to be kept alive, and when it is dead (MQTT 5.0, section 3.1.2.10). A broker that has sent nothing for
/// the period is asked for a sign of life too, however much is sent to it. All times are nanoseconds of the run clock.
/// </summary>
internal sealed class KeepAlive(long period)
{
    private long _lastSent;
    private long _lastReceived;
    private long _asked;

    /// <summary>The period: the plan's, or what a broker asks for instead (MQTT 5 Server Keep Alive). 0: none.</summary>
    public long Period { get; set; } = period;

    /// <summary>Something was sent.</summary>
    public void Sent(long now) => _lastSent = now;

    /// <summary>Something was received.</summary>
    public void Received(long now) => _lastReceived = now;

    /// <summary>PINGREQ was sent.</summary>
    public void Asked(long now) => _asked = now;

    /// <summary>PINGRESP was received.</summary>
    public void Answered() => _asked = 0;

    /// <summary>Whether PINGREQ went without an answer for the period.</summary>
    public bool IsOver(long now) => _asked != 0 && now - _asked > Period;

    /// <summary>
    /// Whether PINGREQ is to be sent now, if the period must not be over at the next look, <paramref name="interval"/> later.
    /// </summary>
    public bool IsDue(long now, long interval) =>
        Period != 0 && _asked == 0 && now - Math.Min(_lastSent, _lastReceived) + interval >= Period;
}
