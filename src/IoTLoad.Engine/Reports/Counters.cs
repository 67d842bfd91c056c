namespace IoTLoad.Engine.Reports;

/// <summary>
/// What was counted, in a second or in a whole test. The sums that must hold at the end of a test:
/// <c>Intended = Published + Missed</c>, <c>Published = Acked + Failed + Unacked</c> (QoS 1 and 2, and HTTP),
/// <c>Expected = Received − Surplus + Lost</c>, <c>ConnectAttempts = Connected + ConnectFailed</c>.
/// </summary>
public sealed record Counters
{
    /// <summary>Messages that the schedule asked for.</summary>
    public long Intended { get; set; }

    /// <summary>Messages handed to a connection.</summary>
    public long Published { get; set; }

    /// <summary>Messages never handed to a connection, because it was down or its window full.</summary>
    public long Missed { get; set; }

    /// <summary>Messages that the broker acknowledged (PUBACK; for QoS 2, PUBCOMP; over HTTP, a status of the 200s).</summary>
    public long Acked { get; set; }

    /// <summary>
    /// Messages that the broker refused (MQTT 5 reason code of 0x80 or more). Over HTTP, requests with another status than one of
    /// the 200s, and those that timed out, found no connection or lost it: what became of their messages is not known.
    /// </summary>
    public long Failed { get; set; }

    /// <summary>
    /// Messages without an acknowledgement when their connection was lost for good, or when the test ended; over HTTP, requests
    /// without an answer when the test ended.
    /// </summary>
    public long Unacked { get; set; }

    /// <summary>
    /// Receipts that subscribers are owed: one for each acknowledged message (QoS 0: each published one) and each
    /// subscriber that should get it.
    /// </summary>
    public long Expected { get; set; }

    /// <summary>Messages that subscribers received for the first time.</summary>
    public long Received { get; set; }

    /// <summary>Of <see cref="Received"/>, those that were never acknowledged to their publisher, and so were owed to nobody.</summary>
    public long Surplus { get; set; }

    /// <summary>Messages that a subscriber received again.</summary>
    public long Duplicates { get; set; }

    /// <summary>Messages that a subscriber received after a later one of the same publisher.</summary>
    public long OutOfOrder { get; set; }

    /// <summary>Receipts that were owed and never came, once the drain time was over.</summary>
    public long Lost { get; set; }

    /// <summary>Messages received that carry no token of this run, and retained messages that a new subscription brought again.</summary>
    public long Foreign { get; set; }

    /// <summary>Payload bytes published.</summary>
    public long PublishedBytes { get; set; }

    /// <summary>Payload bytes received, duplicates included.</summary>
    public long ReceivedBytes { get; set; }

    /// <summary>Connection attempts that ended, either way.</summary>
    public long ConnectAttempts { get; set; }

    /// <summary>Attempts that got as far as a CONNACK that accepts.</summary>
    public long Connected { get; set; }

    /// <summary>Attempts that failed.</summary>
    public long ConnectFailed { get; set; }

    /// <summary>Connections that were lost (not those that the test closed itself).</summary>
    public long Disconnected { get; set; }

    /// <summary>Connections that the test closed and made again by <see cref="Plan.DevicePlan.ChurnShare"/>.</summary>
    public long Churned { get; set; }

    /// <summary>Adds <paramref name="other"/> to this.</summary>
    public void Add(Counters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Intended += other.Intended;
        Published += other.Published;
        Missed += other.Missed;
        Acked += other.Acked;
        Failed += other.Failed;
        Unacked += other.Unacked;
        Expected += other.Expected;
        Received += other.Received;
        Surplus += other.Surplus;
        Duplicates += other.Duplicates;
        OutOfOrder += other.OutOfOrder;
        Lost += other.Lost;
        Foreign += other.Foreign;
        PublishedBytes += other.PublishedBytes;
        ReceivedBytes += other.ReceivedBytes;
        ConnectAttempts += other.ConnectAttempts;
        Connected += other.Connected;
        ConnectFailed += other.ConnectFailed;
        Disconnected += other.Disconnected;
        Churned += other.Churned;
    }

    /// <summary>Sets everything to 0.</summary>
    public void Clear()
    {
        Intended = 0;
        Published = 0;
        Missed = 0;
        Acked = 0;
        Failed = 0;
        Unacked = 0;
        Expected = 0;
        Received = 0;
        Surplus = 0;
        Duplicates = 0;
        OutOfOrder = 0;
        Lost = 0;
        Foreign = 0;
        PublishedBytes = 0;
        ReceivedBytes = 0;
        ConnectAttempts = 0;
        Connected = 0;
        ConnectFailed = 0;
        Disconnected = 0;
        Churned = 0;
    }
}
