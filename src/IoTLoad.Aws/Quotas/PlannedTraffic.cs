using System.Text;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Quotas;

/// <summary>What a plan will send: who sends to how many, and how large its messages, topics and client IDs can be.</summary>
internal static class PlannedTraffic
{
    // As long as the IDs that tests are given.
    private static readonly byte[] SampleRun = Encoding.ASCII.GetBytes("20260101-000000-abcd");

    /// <summary>Connections that send, connections that receive, and how often the broker sends each message on.</summary>
    public static (double Senders, double Receivers, double Copies) Flow(LoadPlan plan) => plan.Traffic.Pattern switch
    {
        TrafficPattern.PublishOnly => (plan.Devices.Count, 0, 0),
        TrafficPattern.FanIn when plan.Traffic.IsShared => (plan.Devices.Count, plan.Traffic.Subscribers, 1),
        TrafficPattern.FanIn => (plan.Devices.Count, plan.Traffic.Subscribers, plan.Traffic.Subscribers),
        TrafficPattern.Downlink when plan.Traffic.BroadcastTopic is not null =>
            (plan.Traffic.Publishers, plan.Devices.Count, plan.Devices.Count),
        TrafficPattern.Downlink => (plan.Traffic.Publishers, plan.Devices.Count, 1),
        _ => (plan.Devices.Count, plan.Devices.Count, 1),
    };

    /// <summary>Largest payload, bytes.</summary>
    /// <exception cref="LoadException">The template or CSV file cannot be read.</exception>
    public static int PayloadSize(LoadPlan plan) =>
        MessagePayload.Create(plan.Payload, plan.Protocol, ColumnsOf(plan)).MaxSize((int)IoTCoreQuota.ClientIdSize.Value);

    /// <summary>The columns of the plan's CSV file; null if it has none.</summary>
    /// <exception cref="LoadException">The file cannot be read.</exception>
    public static PayloadColumns? ColumnsOf(LoadPlan plan) =>
        plan.Payload.CsvFile is null ? null : PayloadColumns.Read(plan.Payload.CsvFile);

    /// <exception cref="LoadException">The pattern cannot be read.</exception>
    public static byte[] ClientIdOf(LoadPlan plan, int device, PayloadColumns? columns) =>
        Format(plan, plan.Devices.ClientId, "-ClientId", TemplateScope.ClientId, device, [], columns);

    /// <summary>A topic for the last device's last message, whose numbers are the longest.</summary>
    /// <exception cref="LoadException">The pattern cannot be read.</exception>
    public static byte[] Topic(LoadPlan plan, string pattern, PayloadColumns? columns)
    {
        var last = plan.Devices.Count - 1;
        return Format(plan, pattern, "-Topic", TemplateScope.Topic, last, ClientIdOf(plan, last, columns), columns);
    }

    private static byte[] Format(LoadPlan plan, string pattern, string source, TemplateScope scope, int device, byte[] clientId,
        PayloadColumns? columns)
    {
        var due = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        var context = new MessageContext(device, plan.Devices.Count, clientId, SampleRun, plan.Messages, due, 1, columns?.RowOf(device)
            ?? []);
        return Encoding.UTF8.GetBytes(TextTemplate.Parse(pattern, source, scope, columns).Format(context));
    }
}
