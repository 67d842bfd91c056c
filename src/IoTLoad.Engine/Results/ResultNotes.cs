using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Results;

/// <summary>What a reader must know before believing a result's numbers, most important first.</summary>
internal static class ResultNotes
{
    public static IEnumerable<string> For(LoadResult result, IReadOnlyList<string> saturation, int? neverConnected)
    {
        foreach (var broken in Accounting.Check(result))
        {
            yield return $"This result contradicts itself, which is a bug of IoTLoad; please report it. {broken}";
        }

        if (saturation.Count > 0)
        {
            yield return "The generator could not keep to its schedule, so the latencies are partly its own: use fewer devices, "
                + $"a lower rate or more machines. {string.Join(' ', saturation)}";
        }

        foreach (var storm in result.Storms.Where(storm => storm.Back < storm.Dropped))
        {
            yield return Text($"{storm.Dropped - storm.Back:N0} of {storm.Dropped:N0} devices that the storm at ")
                + $"{DurationText.Format(storm.At)} dropped did not come back while the test ran.";
        }

        if (result.Outcome == RunOutcome.Stopped)
        {
            yield return Text($"Stopped before its end: {Seconds(result.PublishDuration)} of {Seconds(result.Plan.Duration)} ran.");
        }

        if (Connections(result, neverConnected) is { } connections)
        {
            yield return connections;
        }

        if (result.Points is { } points && points.Written < points.Made)
        {
            yield return Text($"InfluxDB has {points.Written:N0} of {points.Made:N0} points of single connections and messages; ")
                + Text($"{points.Made - points.Written:N0} were lost with the functions that made them. {points.Reason}").TrimEnd();
        }

        var plan = result.Plan;
        if (plan.Endpoints.Count == 0)
        {
            yield return "The broker was the embedded one, in the same process: the numbers are of this machine, not of a platform.";
        }

        if (plan.Tls.SkipCertificateCheck)
        {
            yield return "The server's certificate was not checked (SkipCertificateCheck): anybody could have answered.";
        }

        if (result.Failures.Any(failure => failure.Reason == "ClientCertificateExpired"))
        {
            yield return "The devices' client certificate ended during the test: devices that had to connect after that were refused.";
        }

        if (plan.Scenarios.Count > 0)
        {
            // The rest is each scenario's to say.
            yield break;
        }

        if (!plan.Session.CleanSession && plan.Protocol != LoadProtocol.Http)
        {
            yield return "Each client ID has left a persistent session with the broker, which keeps its subscriptions and queues messages "
                + "for it until the session expires. To remove them, run a short test with the same client IDs and clean sessions.";
        }

        if (!plan.IsAcknowledged)
        {
            yield return "QoS 0 has no acknowledgements: Acked, Failed, Unacked and the ack latencies are not measured.";
        }

        if (plan.Payload.Tracking == TrackingMode.None && plan.Traffic.Pattern != TrafficPattern.PublishOnly)
        {
            yield return "Messages carried no tracking token: receipts are counted, but Lost, Duplicates, OutOfOrder and the "
                + "round trip cannot be known.";
        }
    }

    private static string? Connections(LoadResult result, int? neverConnected)
    {
        var what = result.Connections == result.Devices ? "devices" : "connections";
        var missing = neverConnected ?? 0;
        if (missing > 0)
        {
            return Text($"{missing:N0} of {result.Connections:N0} {what} never connected{Reasons(result)}");
        }

        // Without the exact number: that some attempts failed and that not all were up together is still worth saying.
        var incomplete = neverConnected is null && result.Counters.ConnectFailed > 0 && result.PeakOnline < result.Connections;
        return incomplete
            ? Text($"At most {result.PeakOnline:N0} of {result.Connections:N0} {what} were connected at one time{Reasons(result)}")
            : null;
    }

    private static string Reasons(LoadResult result)
    {
        var reasons = result.Failures.Where(failure => failure.Kind is FailureKind.Connect or FailureKind.Subscribe).ToList();
        if (reasons.Count == 0)
        {
            return ".";
        }

        var named = string.Join(", ", reasons.Take(3).Select(failure => Text($"{failure.Reason} ({failure.Count:N0} times)")));
        return $": {named}. For example: {reasons[0].Example}";
    }

    private static string Seconds(TimeSpan time) => Text($"{time.TotalSeconds:0.#} s");
}
