using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Reports;

public sealed class SealedSecondsTests
{
    private static readonly IReadOnlyList<LatencySet> Seconds =
        [.. Enumerable.Range(1, 50).Select(second => new LatencySet { Ack = Sample.Histogram(second, 100 * second) })];

    [Fact]
    public void Seconds_beyond_the_memory_are_in_a_file_without_a_name_and_come_back_as_they_were()
    {
        using var folder = new PrivateFolder();
        var store = new SealedSeconds(memory: 500, folder.FullPath);

        var places = Seconds.Select(store.Put).ToList();

        Assert.NotNull(places[0].Kept);
        Assert.Null(places[^1].Kept);
        Assert.Equal(Seconds, places.Select(place => place.Get()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullPath));
        }
    }

    [Fact]
    public void Where_no_file_can_be_made_they_stay_in_memory()
    {
        var store = new SealedSeconds(memory: 0, Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "missing"));

        var places = Seconds.Select(store.Put).ToList();

        Assert.All(places, place => Assert.NotNull(place.Kept));
        Assert.Equal(Seconds, places.Select(place => place.Get()));
    }
}
