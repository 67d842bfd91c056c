using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;
using IoTLoad.Storage.Runs;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Html;

/// <summary>
/// When a threshold was first broken: the first second whose own latency or rate is beyond the limit; for a count or share, the
/// first second until which the sum is.
/// </summary>
internal static class FirstBreak
{
    /// <summary>The time of day, and how long after the test's start; null if no single second says it.</summary>
    public static string? Of(LoadResult result, ThresholdResult broken, RunSeconds seconds)
    {
        var threshold = Threshold.Parse(broken.Expression);
        var sum = broken.Unit is "" or "%";
        if (broken.Actual is null || (sum && Parts(broken.Expression).Limit is ['>' or '!', ..]))
        {
            // A sum that was to become large is too small until the end.
            return null;
        }

        var counters = new Counters();
        foreach (var slice in seconds.Slices)
        {
            if (sum)
            {
                counters.Add(slice.Counters);
            }
            else if (slice.Phase != RunPhase.Running && broken.Unit == "/s")
            {
                continue;
            }

            if (threshold.Evaluate(Measured(result, slice, sum ? counters : slice.Counters)) is { Passed: false, Actual: not null })
            {
                return Text($"{(seconds.Origin.AddSeconds(slice.Second)).UtcDateTime:HH:mm:ss} (after {slice.Second} s)");
            }
        }

        return null;
    }

    /// <summary>An expression's metric and limit.</summary>
    public static (string Metric, string Limit) Parts(string expression)
    {
        var at = expression.IndexOfAny(['<', '>', '=', '!']);
        return at < 0 ? (expression, "") : (expression[..at].Trim(), expression[at..].Trim());
    }

    private static LoadResult Measured(LoadResult result, Slice slice, Counters counters)
    {
        var latencies = new LatencyTotals();
        latencies.Add(slice.Latencies);
        return result with
        {
            Counters = counters,
            OfferedRate = slice.Counters.Intended,
            PublishedRate = slice.Counters.Published,
            Connect = Latency.Summarize(latencies.Connect),
            ConnectLag = Latency.Summarize(latencies[LatencyMetric.ConnectLag]),
            NameLookup = Latency.Summarize(latencies[LatencyMetric.NameLookup]),
            TcpConnect = Latency.Summarize(latencies[LatencyMetric.TcpConnect]),
            TlsHandshake = Latency.Summarize(latencies[LatencyMetric.TlsHandshake]),
            WebSocketUpgrade = Latency.Summarize(latencies[LatencyMetric.WebSocketUpgrade]),
            MqttConnect = Latency.Summarize(latencies[LatencyMetric.MqttConnect]),
            Ack = Latency.Summarize(latencies.Ack),
            AckService = Latency.Summarize(latencies.AckService),
            RoundTrip = Latency.Summarize(latencies.RoundTrip),
            ScheduleLag = Latency.Summarize(latencies.ScheduleLag),
        };
    }
}
