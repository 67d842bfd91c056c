using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Reports;

/// <summary>
/// What was counted, in a second or in a whole test. The sums that must hold at the end of a test:
/// <c>Intended = Published + Missed</c>, <c>Published = Acked + Failed + Unacked</c> (QoS 1 and 2, and HTTP),
/// <c>Expected = Received − Surplus + Lost</c>, <c>ConnectAttempts = Connected + ConnectFailed</c>.
/// </summary>
public sealed record Counters
{
    /// <inheritdoc/>
    public override string ToString() => Text($"{Published} of {Intended} published, {Acked} acked, {Received} received, {Lost} lost");

    /// <summary>Messages that the schedule asked for.</summary>
    [Counter]
    public long Intended { get; set; }

    /// <summary>Messages handed to a connection.</summary>
    [Counter(shareOf: nameof(Intended))]
    public long Published { get; set; }

    /// <summary>Messages never handed to a connection, because it was down or its window full.</summary>
    [Counter(shareOf: nameof(Intended))]
    public long Missed { get; set; }

    /// <summary>Messages that the broker acknowledged (PUBACK; for QoS 2, PUBCOMP; over HTTP, a status of the 200s).</summary>
    [Counter(shareOf: nameof(Published), when: MeasuredWhen.Acknowledged)]
    public long Acked { get; set; }

    /// <summary>
    /// Messages that the broker refused (MQTT 5 reason code of 0x80 or more). Over HTTP, requests with another status than one of
    /// the 200s, and those that timed out, found no connection or lost it: what became of their messages is not known.
    /// </summary>
    [Counter(shareOf: nameof(Published), when: MeasuredWhen.Acknowledged)]
    public long Failed { get; set; }

    /// <summary>
    /// Messages without an acknowledgement when their connection was lost for good, or when the test ended; over HTTP, requests
    /// without an answer when the test ended.
    /// </summary>
    [Counter(shareOf: nameof(Published), when: MeasuredWhen.Acknowledged)]
    public long Unacked { get; set; }

    /// <summary>
    /// Receipts that subscribers are owed: one for each acknowledged message (QoS 0: each published one) and each
    /// subscriber that should get it.
    /// </summary>
    [Counter(when: MeasuredWhen.Tracked)]
    public long Expected { get; set; }

    /// <summary>Messages that subscribers received for the first time.</summary>
    [Counter(shareOf: nameof(Expected), when: MeasuredWhen.Subscribed)]
    public long Received { get; set; }

    /// <summary>Of <see cref="Received"/>, those that were never acknowledged to their publisher, and so were owed to nobody.</summary>
    [Counter(shareOf: nameof(Received), when: MeasuredWhen.Settled)]
    public long Surplus { get; set; }

    /// <summary>Messages that a subscriber received again.</summary>
    [Counter(shareOf: nameof(Received), when: MeasuredWhen.Tracked)]
    public long Duplicates { get; set; }

    /// <summary>Messages that a subscriber received after a later one of the same publisher.</summary>
    [Counter(shareOf: nameof(Received), when: MeasuredWhen.Tracked)]
    public long OutOfOrder { get; set; }

    /// <summary>Receipts that were owed and never came, once the drain time was over.</summary>
    [Counter(shareOf: nameof(Expected), when: MeasuredWhen.Settled)]
    public long Lost { get; set; }

    /// <summary>Messages received that carry no token of this run, and retained messages that a new subscription brought again.</summary>
    [Counter(shareOf: nameof(Received), when: MeasuredWhen.Tracked)]
    public long Foreign { get; set; }

    /// <summary>Payload bytes published.</summary>
    [Counter(unit: "Bytes")]
    public long PublishedBytes { get; set; }

    /// <summary>Payload bytes received, duplicates included.</summary>
    [Counter(unit: "Bytes", when: MeasuredWhen.Subscribed)]
    public long ReceivedBytes { get; set; }

    /// <summary>Connection attempts that ended, either way.</summary>
    [Counter]
    public long ConnectAttempts { get; set; }

    /// <summary>Attempts that got as far as a CONNACK that accepts and, if the device subscribes, a SUBACK that does.</summary>
    [Counter(shareOf: nameof(ConnectAttempts))]
    public long Connected { get; set; }

    /// <summary>Attempts that failed, a refused subscription included.</summary>
    [Counter(shareOf: nameof(ConnectAttempts))]
    public long ConnectFailed { get; set; }

    /// <summary>Connections that were lost (not those that the test closed itself).</summary>
    [Counter(shareOf: nameof(Connected))]
    public long Disconnected { get; set; }

    /// <summary>Connections that the test closed and made again by <see cref="Plan.DevicePlan.ChurnShare"/>.</summary>
    [Counter(shareOf: nameof(Connected))]
    public long Churned { get; set; }

    /// <summary>Adds <paramref name="other"/> to this.</summary>
    public void Add(Counters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var counter in CounterMetric.All)
        {
            counter.Set(this, counter.Of(this) + counter.Of(other));
        }
    }

    /// <summary>Sets everything to 0.</summary>
    public void Clear()
    {
        foreach (var counter in CounterMetric.All)
        {
            counter.Set(this, 0);
        }
    }
}
