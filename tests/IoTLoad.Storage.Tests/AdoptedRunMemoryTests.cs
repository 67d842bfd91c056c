using System.Text;
using System.Text.Json;
using IoTLoad.Engine.Reports;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

/// <summary>A long run whose session was killed, taken over by another.</summary>
public sealed class AdoptedRunMemoryTests : IDisposable
{
    private const int Hours = 8;
    private const int Shards = 200;
    private const int Seconds = Hours * 3600;

    private readonly TemporaryStore _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Eight_hours_of_200_shards_are_adopted_in_under_300_MB()
    {
        await _temporary.InterruptAsync("a", 1);
        WriteSlices(new RunFolder(_temporary.FolderOf("a")).SlicesFile);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await using var sink = _temporary.Store.Reopen("a");
        var result = _temporary.Store.ReadResult(_temporary.Store.Open("a"));

        var taken = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        TestContext.Current.TestOutputHelper?.WriteLine($"{taken:0} MB");
        Assert.InRange(taken, 0, 300);
        Assert.Equal(Seconds, (int)(result.Ended - result.Started).TotalSeconds);
        Assert.Equal(Shards, result.Shards.Count);
        GC.KeepAlive(sink);
    }

    // Every shard has a second in each minute, and shard 0 has all: memory grows with the seconds and the shards, not with their product.
    private static void WriteSlices(string path)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false));
        var histogram = TemporaryStore.Histogram([.. Enumerable.Range(1, 200).Select(value => value * value * 50L)]);
        for (var second = 0; second < Seconds; second++)
        {
            for (var shard = 0; shard < Shards; shard += shard == 0 ? 1 + (second % 60) : 60)
            {
                file.WriteLine(JsonSerializer.Serialize(
                    new StoredSlice
                    {
                        Shard = shard,
                        Time = TemporaryStore.Origin.AddSeconds(second),
                        Slice = TemporaryStore.Slice(second) with { Latencies = new LatencySet { Ack = histogram, RoundTrip = histogram } },
                    },
                    MetricsJson.Default.StoredSlice));
            }
        }
    }
}
