using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;

namespace IoTLoad.Engine.Tests.Running;

public sealed class MachineLimitsTests
{
    [Theory]
    [InlineData(1000, 1, 1150, true)]
    [InlineData(1000, 1, 1149, false)]
    [InlineData(1000, 0, 2150, true)]
    [InlineData(1000, 0, 2149, false)]
    [InlineData(10_000_000, 0, 20_000_150, true)]
    [InlineData(10_000_000, 0, 1_048_576, false)]
    public void Descriptors_are_enough_or_the_error_says_how_many_would_be(int devices, int endpoints, long limit, bool enough)
    {
        var plan = Plan(devices, endpoints);

        var error = Record.Exception(() => MachineLimits.CheckDescriptors(plan, plan.Connections, limit, open: 50)) as LoadException;

        Assert.Equal(enough, error is null);
        if (error is not null)
        {
            Assert.Equal(("TooFewFileDescriptors", LoadErrorKind.ResourceExhausted), (error.ErrorId, error.Kind));
            var needed = (devices * (endpoints == 0 ? 2L : 1)) + 150;
            Assert.Contains($"ulimit -n {needed}", error.RecommendedAction, StringComparison.Ordinal);
            Assert.Contains($"{(limit - 150) / (endpoints == 0 ? 2 : 1)} connections at most", error.RecommendedAction,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Room_is_made_for_all_connections_before_the_first_because_a_table_that_grows_stops_the_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux stops a process for that.");

        // More than any other test here opens, and stopped before it opens one.
        const int Connections = 17_000;
        await LoadTest.Prepare(Plan(Connections, 1)).RunAsync([], new CancellationToken(canceled: true));

        var size = File.ReadLines("/proc/self/status").First(line => line.StartsWith("FDSize:", StringComparison.Ordinal));
        Assert.InRange(int.Parse(size.Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture), Connections, int.MaxValue);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries("/proc/self/fd"), file => Path.GetFileName(file).Length > 4);
    }

    [Fact]
    public void More_room_than_the_process_may_have_is_not_made() => MachineLimits.MakeRoom(Plan(100_000_000, 0), 100_000_000);

    [Theory]
    [InlineData(28_000, 1, 1, true)]
    [InlineData(28_001, 1, 1, false)]
    [InlineData(56_000, 2, 1, true)]
    [InlineData(56_001, 1, 2, false)]
    [InlineData(168_000, 2, 3, true)]
    [InlineData(10_000_000, 1, 1, false)]
    public void Local_ports_are_enough_or_the_error_says_what_to_add(int devices, int endpoints, int addresses, bool enough)
    {
        var plan = Plan(devices, endpoints) with { LocalAddresses = [.. Enumerable.Range(1, addresses).Select(i => $"127.0.0.{i}")] };

        var error = Record.Exception(() => MachineLimits.CheckPorts(plan, plan.Connections, 28_000)) as LoadException;

        Assert.Equal(enough, error is null);
        if (error is not null)
        {
            Assert.Equal(("TooFewLocalPorts", LoadErrorKind.ResourceExhausted), (error.ErrorId, error.Kind));
            Assert.Contains(PlanField.LocalAddresses, error.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void More_devices_than_this_process_has_descriptors_are_found_before_starting()
    {
        Assert.SkipUnless(File.Exists("/proc/self/limits"), "Only Linux shows its limits in a file.");

        var error = Assert.Throws<LoadException>(
            () => LoadTest.Prepare(Plan(9_999_999, 0) with { Devices = new DevicePlan { Count = 3_000_000, ConnectRate = 10_000 } }));

        Assert.Equal("TooFewFileDescriptors", error.ErrorId);
    }

    private static LoadPlan Plan(int devices, int endpoints) => new()
    {
        Devices = new DevicePlan { Count = devices },
        Endpoints = [.. Enumerable.Range(1, endpoints).Select(i => new Uri($"mqtt://127.0.0.1:{1883 + i}"))],
        Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
    };
}
