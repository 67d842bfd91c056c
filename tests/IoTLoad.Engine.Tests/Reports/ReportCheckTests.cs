using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class ReportCheckTests
{
    [Fact]
    public void A_report_of_a_shard_is_read_as_it_was_sent() =>
        Assert.Equal(JsonSerializer.Serialize(Report(), EngineJson.Default.ShardReport), JsonSerializer.Serialize(
            Read(JsonSerializer.SerializeToUtf8Bytes(Report(), EngineJson.Default.ShardReport)),
            EngineJson.Default.ShardReport));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"runId\":\"r\"")]
    public void What_is_no_report_is_refused(string json) => Refuse(json);

    [Theory]
    [InlineData("runId", "null")]
    [InlineData("shard", "-1")]
    [InlineData("totals", "null")]
    [InlineData("totals.published", "-1")]
    [InlineData("totals.published", "9223372036854775807")]
    [InlineData("latencies", "null")]
    [InlineData("latencies.ack", "\"AAAA\"")]
    [InlineData("latencies.ack", "\"not base64\"")]
    [InlineData("failures", "null")]
    [InlineData("failures", "[null]")]
    [InlineData("failures", "[{\"kind\":\"Connect\",\"reason\":null,\"count\":1,\"example\":\"\"}]")]
    [InlineData("failures", "[{\"kind\":77,\"reason\":\"x\",\"count\":1,\"example\":\"\"}]")]
    [InlineData("generator", "null")]
    [InlineData("generator.cpuPercent", "-1")]
    [InlineData("slices", "null")]
    [InlineData("slices", "[null]")]
    [InlineData("slices.0.second", "-1")]
    [InlineData("slices.0.second", "2147483647")]
    [InlineData("slices.0.counters", "null")]
    [InlineData("slices.0.targetRate", "1e300")]
    [InlineData("phase", "99")]
    [InlineData("origin", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("publishDuration", "\"-00:00:01\"")]
    public void A_report_with_a_value_that_is_missing_damaged_or_out_of_range_is_refused(string path, string value)
    {
        var root = JsonSerializer.SerializeToNode(Report(), EngineJson.Default.ShardReport)!;
        var parts = path.Split('.');
        var parent = parts[..^1].Aggregate(root, (node, part) => int.TryParse(part, out var index) ? node[index]! : node[part]!);
        parent[parts[^1]] = JsonNode.Parse(value);

        Refuse(root.ToJsonString());
    }

    [Property(MaxTest = 300)]
    public void A_damaged_report_is_refused_or_can_be_merged(int seed)
    {
        var random = new Random(seed);
        var json = JsonSerializer.SerializeToUtf8Bytes(Report(), EngineJson.Default.ShardReport);
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            json[random.Next(json.Length)] = (byte)"0123456789-eE.,:{}[]\"nul \0\u007f"[random.Next(27)];
        }

        try
        {
            var merger = new ReportMerger();
            merger.Add(Read(json.AsSpan(0, random.Next(3) == 0 ? random.Next(json.Length) : json.Length)));
            Assert.NotNull(merger.MergeLatencies());
            Assert.All(merger.Slices, slice => Assert.True(slice.Second >= 0));
            Assert.NotNull(merger.MergeFailures());
        }
        catch (FormatException)
        {
            // Refused.
        }
    }

    private static ShardReport Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var report = JsonSerializer.Deserialize(json, EngineJson.Default.ShardReport) ?? throw new FormatException("null");
            ReportCheck.Check(report);
            return report;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new FormatException("The report is not valid JSON of a report.", exception);
        }
    }

    private static void Refuse(string json) => Assert.Throws<FormatException>(() => Read(Encoding.UTF8.GetBytes(json)));

    private static ShardReport Report() => new()
    {
        RunId = "r",
        Sequence = 3,
        Phase = RunPhase.Running,
        Origin = Sample.Origin,
        Time = Sample.Origin.AddSeconds(3),
        Totals = Sample.Good(30),
        Latencies = new LatencySet { Ack = Sample.Histogram(1000, 2000) },
        Failures = [new FailureCount(FailureKind.Connect, "Refused", 2, "device 1")],
        Generator = new GeneratorHealth { Cores = 2, CpuPercent = 25 },
        Slices = [new Slice { Second = 1, Phase = RunPhase.Running, Counters = Sample.Good(10), Latencies =
            new LatencySet { Ack = Sample.Histogram(1500) }, TargetRate = 10 }],
    };
}
