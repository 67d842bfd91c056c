using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Reports.Html;
using IoTLoad.Reports.Live;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Reports.Tests;

/// <summary>A running test on its live page.</summary>
public sealed class LiveTests(Browser browser) : IDisposable
{
    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_page_follows_the_test_and_becomes_the_report()
    {
        var (store, run, running) = Start(TimeSpan.FromSeconds(8));
        await using var server = new LiveServer(store, run);
        await using var page = await browser.OpenAsync(server.Address.AbsoluteUri);

        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.uplot').length >= 8 && /^Running/.test(verdict.innerText)");
        var tiles = await page.AskAsync<string>("document.getElementById('tiles').innerText");
        await page.Page.WaitForFunctionAsync("() => /^Passed/.test(document.getElementById('verdict')?.innerText)");
        var coloured = await page.ColouredPixelsAsync();
        await server.Over;
        await running;

        Assert.Contains("published", tiles, StringComparison.Ordinal);
        Assert.All(coloured, pixels => Assert.True(pixels > 20));
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, request => Assert.StartsWith("http://127.0.0.1:", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_begins_to_watch_gets_all_seconds_so_far_at_once()
    {
        var (store, run, running) = Start(TimeSpan.FromSeconds(8));
        await using var server = new LiveServer(store, run);
        var follower = new RunFollower(run);
        for (var seconds = 0; seconds < 4; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            seconds += follower.Read().Count;
        }

        using var client = new HttpClient();
        var events = new UriBuilder(server.Address) { Path = "/events" }.Uri;
        using var reader = new StreamReader(await client.GetStreamAsync(events, TestContext.Current.CancellationToken));
        Assert.Equal("event: page", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        var data = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.InRange(JsonDocument.Parse(data!["data: ".Length..]).RootElement.GetProperty("time").GetArrayLength(), 3, 20);
        await running;
    }

    [Fact]
    public async Task The_work_for_the_page_waits_for_that_of_the_test()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux shows a thread's priority in a file.");
        var (store, run, running) = Start(TimeSpan.FromSeconds(2));
        await using var server = new LiveServer(store, run);

        // The nineteenth field, with the thread's name as the second; see proc_pid_stat(5).
        const int Nice = 19 - 3;
        var nice = "0";
        for (var wait = 0; wait < 100 && nice == "0"; wait++, await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            var thread = Directory.EnumerateDirectories("/proc/self/task").Select(task => File.ReadAllText(Path.Combine(task, "stat")))
                .FirstOrDefault(stat => stat.Contains("(IoTLoad live", StringComparison.Ordinal));
            nice = thread?[(thread.IndexOf(')', StringComparison.Ordinal) + 2)..].Split(' ')[Nice] ?? "0";
        }

        Assert.Equal("10", nice);
        await running;
    }

    [Fact]
    public async Task Only_who_knows_the_token_and_asks_this_host_is_answered()
    {
        var (store, run, running) = Start(TimeSpan.FromSeconds(3));
        await using var server = new LiveServer(store, run);
        var (host, token) = (server.Address.Authority, server.Address.Query[1..]);

        Assert.Equal(IPAddress.Loopback.ToString(), server.Address.Host);
        Assert.Equal(200, await StatusAsync(server, $"GET /?{token} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        Assert.Equal(403, await StatusAsync(server, $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        Assert.Equal(403, await StatusAsync(server, $"GET /events?token=0 HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        Assert.Equal(421, await StatusAsync(server, $"GET /?{token} HTTP/1.1\r\nHost: attacker.example\r\n\r\n"));
        Assert.Equal(404, await StatusAsync(server, $"GET /../../etc/passwd?{token} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        Assert.Equal(405, await StatusAsync(server, $"POST /?{token} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        Assert.Equal(400, await StatusAsync(server, new string('x', 10_000)));
        await running;
        await server.Over;
    }

    [Fact]
    public async Task A_terminal_shows_rates_latency_failures_and_sparklines()
    {
        var (_, run, running) = Start(TimeSpan.FromSeconds(3));
        await running;
        var view = new LiveView(run);
        view.Read();

        var lines = LiveText.Of(view);

        Assert.Equal("live", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("  published", StringComparison.Ordinal) && line.Contains('█', StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("  roundTrip p99", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 79));
    }

    [Fact]
    public async Task Scenarios_that_have_begun_are_rows_of_the_page_and_lines_of_the_terminal()
    {
        var (_, run, running) = Start(TimeSpan.FromSeconds(2), "meters", "gateways");
        await running;
        var view = new LiveView(run);
        view.Read();

        var table = view.Page(view.Latest).Parts.OfType<PageTable>().Single(part => part.Title == "Scenarios");

        Assert.Equal(["meters", "gateways"], table.Rows.Select(row => row[0]));
        Assert.Contains(LiveText.Of(view), line => line.StartsWith("  gateways", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_read_bit_by_bit_is_what_is_read_at_once()
    {
        var (store, run, running) = Start(TimeSpan.FromSeconds(4));
        var follower = new RunFollower(run);
        var seconds = new SortedDictionary<int, Slice>();
        for (var over = false; !over; await Task.Delay(300, TestContext.Current.CancellationToken))
        {
            over = running.IsCompleted;
            foreach (var slice in follower.Read())
            {
                seconds[slice.Second] = slice;
            }
        }

        var whole = RunSeconds.Read(store.Open(run.Id));
        Assert.Equal(whole.Slices, seconds.Values);
        Assert.Equal(store.ReadResult(run).RoundTrip, Latency.Summarize(follower.Latencies.RoundTrip));
    }

    private (RunStore Store, StoredRun Run, Task Running) Start(TimeSpan duration, params IEnumerable<string> scenarios)
    {
        var store = new RunStore(_folder.FullPath);
        var devices = new DevicePlan { Count = 5 };
        var stages = new[] { new LoadStage(50, 50, duration) };
        var plan = new LoadPlan
        {
            Name = "live",
            Traffic = new TrafficPlan { Pattern = TrafficPattern.RoundTrip, QoS = 1 },
            Scenarios = [.. scenarios.Select(name => new ScenarioPlan { Name = name, Devices = devices, Stages = stages })],
        };
        var test = LoadTest.Prepare(plan.Scenarios.Count > 0 ? plan : plan with { Devices = devices, Stages = stages });
        var sink = store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
        return (store, store.Open(test.Id), RunAsync(test, sink));
    }

    private static async Task RunAsync(LoadTest test, RunFolderSink sink)
    {
        await using (sink)
        {
            await test.RunAsync([sink], CancellationToken.None);
        }
    }

    private static async Task<int> StatusAsync(LiveServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        return int.Parse((await reader.ReadLineAsync())!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
