using System.Text.Json.Serialization;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;

namespace IoTLoad.Engine.Metrics;

/// <summary>What a test measured, all shards together: what thresholds are held against.</summary>
public abstract record TestMeasurements
{
    /// <summary>The plan that ran.</summary>
    public required LoadPlan Plan { get; init; }

    /// <summary>How the test ended.</summary>
    public RunOutcome Outcome { get; init; }

    /// <summary>Length of the publishing phase as it ran (without connecting and draining).</summary>
    public TimeSpan PublishDuration { get; init; }

    /// <summary>What was counted.</summary>
    public required Counters Counters { get; init; }

    /// <summary>Messages a second that the schedule asked for, over the publishing phase.</summary>
    public double OfferedRate { get; init; }

    /// <summary>Messages a second that were published, over the publishing phase.</summary>
    public double PublishedRate { get; init; }

    /// <summary>From the intended connect time to CONNACK.</summary>
    public required LatencySummary Connect { get; init; }

    /// <summary>From the intended connect time to the moment the generator began the attempt.</summary>
    public LatencySummary ConnectLag { get; init; } = LatencySummary.Empty;

    /// <summary>The look-up of each endpoint's name, which happens once, before the test.</summary>
    public LatencySummary NameLookup { get; init; } = LatencySummary.Empty;

    /// <summary>From the start of an attempt to an open TCP connection.</summary>
    public LatencySummary TcpConnect { get; init; } = LatencySummary.Empty;

    /// <summary>The TLS handshake.</summary>
    public LatencySummary TlsHandshake { get; init; } = LatencySummary.Empty;

    /// <summary>From the request to upgrade to WebSocket to its answer.</summary>
    public LatencySummary WebSocketUpgrade { get; init; } = LatencySummary.Empty;

    /// <summary>From CONNECT to CONNACK.</summary>
    public LatencySummary MqttConnect { get; init; } = LatencySummary.Empty;

    /// <summary>From the intended publish time to the acknowledgement.</summary>
    public required LatencySummary Ack { get; init; }

    /// <summary>From the actual send to the acknowledgement.</summary>
    public required LatencySummary AckService { get; init; }

    /// <summary>From the intended publish time to receipt by a subscriber.</summary>
    public required LatencySummary RoundTrip { get; init; }

    /// <summary>From the intended publish time to the moment the generator attended to it.</summary>
    public required LatencySummary ScheduleLag { get; init; }

    /// <summary>The platform's own metrics by name; null if it was not asked.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, PlatformValue>? Platform { get; init; }

    /// <summary>The summary of a latency.</summary>
    public LatencySummary Latency(LatencyMetric latency)
    {
        ArgumentNullException.ThrowIfNull(latency);
        return new[]
        {
            Connect, ConnectLag, NameLookup, TcpConnect, TlsHandshake, WebSocketUpgrade, MqttConnect, Ack, AckService, RoundTrip,
            ScheduleLag,
        }[latency.Index];
    }

    /// <summary>Whether a metric was measured.</summary>
    public bool IsMeasured(MeasuredWhen when) => when switch
    {
        // An interrupted run never reached the end of its drain time.
        MeasuredWhen.Settled => Plan.IsTracked && Outcome != RunOutcome.Interrupted,
        MeasuredWhen.Acknowledged => Plan.IsAcknowledged,
        MeasuredWhen.Subscribed => Plan.HasSubscribers,
        MeasuredWhen.Tracked => Plan.IsTracked,
        MeasuredWhen.Platform => Platform is not null,
        _ => true,
    };
}
