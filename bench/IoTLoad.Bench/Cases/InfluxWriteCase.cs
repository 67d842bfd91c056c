using System.Diagnostics;
using IoTLoad.Bench.Measuring;
using IoTLoad.Bench.Peers;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Recording;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.Bench.Cases;

/// <summary>
/// 100,000 points a second into an influxd: a message in, a line of a gzipped request out. What is measured is the CPU of the
/// generator's side, encoding and sending together; influxd needs another core.
/// </summary>
internal static class InfluxWriteCase
{
    private const int Rate = 100_000;
    private const int Clients = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    public static async Task<bool> RunAsync(BenchOptions options)
    {
        var seconds = options.Seconds ?? (options.Quick ? 2 : 20);
        await using var influxd = await InfluxdProcess.StartAsync();
        var connection = new InfluxDbConnection { Url = influxd.Url, Database = InfluxdProcess.Database };
        var plan = new LoadPlan { Seed = 1 };
        await using var sink = new InfluxDbSink(connection, plan, new InfluxDbSinkOptions { PointSample = 1 });
        Console.WriteLine($"{Rate:N0} points/s into influxd for {seconds} s, after 2 s of warming up");

        var points = Offer(sink.Tap!, TimeSpan.FromSeconds(2), 0);
        var begin = UsageSample.Take(sink.Status.Written, influxd.Process);
        points = Offer(sink.Tap!, TimeSpan.FromSeconds(seconds), points);
        var end = UsageSample.Take(sink.Status.Written, influxd.Process);
        var waiting = points - sink.Status.Written;
        await sink.CompleteAsync(ResultOf(plan), CancellationToken.None);

        var status = sink.Status;
        var figures = Figures.Between(begin, end);
        Console.WriteLine(
            $"written {figures.Rate:N0} points/s at {figures.CpuPercent:0} % of a core, {figures.CpuPerMessage:0.00} µs a "
            + $"point, {figures.AllocatedPerMessage:0.0} bytes allocated; "
            + $"memory {figures.WorkingSet / 1e6:0} MB; influxd at {figures.BrokerPercent:0} % of a core; {waiting:N0} points "
            + "waited at the end");
        var held = Bar.AtLeast("points that influxd has of those offered", (double)status.Written / points, 1, "0.0000");
        held &= Bar.AtMost("CPU of 100,000 points/s, percent of a core", figures.CpuPerMessage * Rate / 1e6 * 100, 100, "0");
        return held;
    }

    private static long Offer(IMessageTap tap, TimeSpan time, long first)
    {
        var clients = Enumerable.Range(0, Clients).Select(device => $"iotload-bench-{device:0000}").ToArray();
        var begin = Stopwatch.GetTimestamp();
        var offered = 0L;
        while (Stopwatch.GetElapsedTime(begin) is var elapsed && elapsed < time)
        {
            for (var due = (long)(elapsed.TotalSeconds * Rate); offered < due; offered++)
            {
                var number = first + offered;
                var now = (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
                tap.Received(clients[number % Clients],
                    new TrackingToken(1, (uint)(number % Clients), number / Clients, now - 12_345_678), now, []);
            }

            Thread.Sleep(Tick);
        }

        return first + offered;
    }

    internal static LoadResult ResultOf(LoadPlan plan) => ResultBuilder.Build(new ReportMerger(), new RunFacts
    {
        Id = "bench",
        Plan = plan,
        Outcome = RunOutcome.Completed,
        Started = DateTimeOffset.UtcNow,
        Ended = DateTimeOffset.UtcNow,
        Endpoint = "",
    });
}
