using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Peers;
using IoTLoad.Reports.Html;
using IoTLoad.Storage;
using IoTLoad.Storage.Runs;
using PuppeteerSharp;
using PuppeteerSharp.Input;

namespace IoTLoad.Reports.Tests;

/// <summary>The page of a test that really ran, in a real browser.</summary>
public sealed class PageTests(RealTest real, Browser browser)
{
    private static readonly string[] Groups = ["Result", "Messages over time", "Latency", "Connections", "Generator", "Details"];

    [Theory]
    [InlineData("light", 1100, false)]
    [InlineData("dark", 1100, true)]
    [InlineData("phone", 390, false)]
    public async Task It_draws_every_chart_without_an_error_or_a_request(string picture, int width, bool dark)
    {
        using var folder = new PrivateFolder();
        await using var page = await OpenAsync(folder, real.Source, width, dark);

        var coloured = await page.ColouredPixelsAsync();
        await page.KeepPictureAsync(picture);

        Assert.Equal(12, coloured.Length);
        Assert.All(coloured, pixels => Assert.True(pixels > 20, $"A chart has {pixels} coloured pixels."));
        Assert.Empty(page.Complaints);
        Assert.Single(page.Requests);
        Assert.Equal(Groups, await page.AskAsync<string[]>("[...document.querySelectorAll('h2')].map(h => h.textContent)"));
        Assert.StartsWith("Failed.", await page.AskAsync<string>("document.getElementById('verdict').textContent"), StringComparison.Ordinal);
        Assert.True(await page.AskAsync<int>("document.documentElement.scrollWidth") <= width, "The page is wider than its window.");
        Assert.Equal(dark ? "dark" : "light", await page.AskAsync<string>("document.documentElement.dataset.theme"));
    }

    [Theory]
    [InlineData(1100, false)]
    [InlineData(1100, true)]
    [InlineData(390, false)]
    public async Task It_has_no_violation_of_accessibility_rules(int width, bool dark)
    {
        using var folder = new PrivateFolder();
        await using var page = await OpenAsync(folder, Compared, width, dark);

        Assert.Empty(await page.ViolationsAsync());
    }

    [Fact]
    public async Task All_charts_over_time_zoom_together_by_pointer_and_by_keyboard()
    {
        using var folder = new PrivateFolder();
        await using var page = await OpenAsync(folder, real.Source);
        const string Ticks = "[...document.querySelectorAll('.chart')].map(c => c.querySelector('canvas').toDataURL()).join()";
        var before = await page.AskAsync<string>(Ticks);
        var box = await FirstChartAsync(page);
        var (x, y) = (box.X + (box.Width / 4), box.Y + (box.Height / 2));

        await page.Page.Mouse.MoveAsync(x, y);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(x + (box.Width / 2), y, new MoveOptions { Steps = 5 });
        await page.Page.Mouse.UpAsync();
        await FrameAsync(page);
        var zoomed = await page.AskAsync<string>(Ticks);
        await page.Page.FocusAsync(".chart");
        await page.Page.Keyboard.PressAsync("Escape");
        await FrameAsync(page);
        var whole = await page.AskAsync<string>(Ticks);
        await page.Page.Keyboard.PressAsync("+");
        await FrameAsync(page);
        var closer = await page.AskAsync<string>(Ticks);

        Assert.Equal(11, Changed(before, zoomed));
        Assert.Equal(0, Changed(before, whole));
        Assert.Equal(11, Changed(before, closer));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_chart_shows_its_values_under_the_pointer_and_says_them_to_a_screen_reader()
    {
        using var folder = new PrivateFolder();
        await using var page = await OpenAsync(folder, real.Source);
        var box = await FirstChartAsync(page);

        await page.Page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + 20);
        await FrameAsync(page);
        var legends = await page.AskAsync<string[]>("[...document.querySelectorAll('.u-legend')].map(l => l.innerText)");
        await page.Page.FocusAsync(".chart");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("ArrowRight");

        Assert.Matches(@"time\s*\d\d:\d\d:\d\d\s*target\s*50\s*offered\s*\d+", legends[0]);
        Assert.Matches(@"time\s*\d\d:\d\d:\d\d", legends[2]);
        Assert.Matches(@"^time \d\d:\d\d:\d\d, target \d+, offered \d+, ", await page.AskAsync<string>("document.getElementById('spoken').textContent"));
    }

    [Fact]
    public async Task It_shows_where_connecting_took_its_time_and_how_devices_came_back()
    {
        using var folder = new PrivateFolder();
        var storm = new StormResult
        {
            At = TimeSpan.FromSeconds(2),
            Drop = ConnectionDrop.Reset,
            Dropped = 5,
            Back = 4,
            Back50 = 700,
            Attempts = 9,
        };
        await using var page = await OpenAsync(folder,
            real.Source with { Result = real.Result with { Storms = [storm, storm with { Back = 5 }] } });
        await page.KeepPictureAsync("storm");

        var parts = await TableAsync(page, "Parts of connecting, ms");
        Assert.Equal(["connect", "connectLag", "tcpConnect", "mqttConnect"], parts.Select(row => row[0]));
        Assert.All(parts, row => Assert.Equal("5", row[^1]));
        var rows = await TableAsync(page, "Recovery after storms");
        Assert.Equal(["2s", "Reset", "FullJitter", "5", "4", "0.70", "9"], rows[0]);
        Assert.Equal(["n bad", "n good"], await page.AskAsync<string[]>(
            "[...document.querySelectorAll('[aria-label=\"Table: Recovery after storms\"] :is(.good, .bad)')].map(c => c.className)"));
        Assert.DoesNotContain("tcpConnect", (await TableAsync(page, "Latency, ms")).Select(row => row[0]));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task It_names_what_the_test_ran_on_and_not_what_the_report_was_made_on()
    {
        using var folder = new PrivateFolder();
        var elsewhere = new GeneratorEnvironment
        {
            Version = "9.8.7",
            Runtime = ".NET 11",
            System = "Other OS",
            Architecture = "Arm64",
            Cores = 48,
            MemoryBytes = 3L << 30,
        };
        await using var page = await OpenAsync(folder, real.Source with { Result = real.Result with { Environments = [elsewhere] } });

        Assert.Contains((await TableAsync(page, "Test and versions")), row => row[0] == "measured by"
            && row[1] == "IoTLoad 9.8.7, .NET 11, Other OS, Arm64, 48 cores, 3 GB memory");
        var environment = Assert.Single(real.Result.Environments);
        Assert.Equal((1, Environment.ProcessorCount, System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription),
            (environment.Shards, environment.Cores, environment.Runtime));
    }

    [Fact]
    public async Task Hostile_names_stay_text()
    {
        using var folder = new PrivateFolder();
        var hostile = real.HostileResult;
        var points = new[] { Point(RealTest.Hostile, 0, 1), Point(RealTest.Hostile, 60, 2) };
        await using var page = await OpenAsync(folder, new ReportSource(hostile, real.Seconds)
        {
            Baseline = new ReportSource(hostile, real.Seconds),
            OtherMetrics = points,
        });

        Assert.Empty(page.Complaints);
        Assert.Single(page.Requests);
        Assert.Equal(0, await page.AskAsync<int>("document.querySelectorAll('img').length"));
        Assert.Equal(RealTest.Hostile, await page.AskAsync<string>("document.getElementById('name').textContent"));
        Assert.StartsWith("=1+1</script><script>alert(1)</script><img src=x", await page.Page.GetTitleAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_baseline_is_marked_by_whether_more_is_good_and_other_series_have_charts()
    {
        using var folder = new PrivateFolder();
        await using var page = await OpenAsync(folder, Compared);
        var rows = await page.AskAsync<string[]>("""
            [...document.querySelectorAll("section")].find(s => s.querySelector("h2").textContent === "Comparison")
              .querySelector("tbody").innerText.split("\n").filter(line => /^(PublishedRate|AckP99,)/.test(line))
            """);
        await page.KeepPictureAsync("compared");

        Assert.Matches(@"PublishedRate\s+[\d.]+\s+[\d.]+\s+-50.0 %\s+worse", rows[0]);
        Assert.Matches(@"AckP99, ms\s+[\d.,]+\s+[\d.,]+\s+-\d+.\d %\s+better", rows[^1]);
        Assert.Contains("CloudWatch: Count, Sum", await page.AskAsync<string>("document.body.innerText"), StringComparison.Ordinal);
        Assert.Equal(13, (await page.ColouredPixelsAsync()).Length);
    }

    [Fact]
    public async Task It_prints_in_light_colours_whatever_the_screen_shows()
    {
        using var folder = new PrivateFolder();
        await using var page = await OpenAsync(folder, real.Source, dark: true);
        var pdf = await page.Page.PdfDataAsync(new PdfOptions { PrintBackground = true });
        if (Environment.GetEnvironmentVariable("IOTLOAD_SCREENSHOTS") is { Length: > 0 } pictures)
        {
            await File.WriteAllBytesAsync(Path.Combine(pictures, "print.pdf"), pdf, TestContext.Current.CancellationToken);
        }

        await page.AskAsync<object>("dispatchEvent(new Event('beforeprint')), null");
        Assert.Equal("light", await page.AskAsync<string>("document.documentElement.dataset.theme"));
        await page.AskAsync<object>("dispatchEvent(new Event('afterprint')), null");
        Assert.Equal("dark", await page.AskAsync<string>("document.documentElement.dataset.theme"));
        Assert.True(pdf.Length > 20_000);
    }

    [Fact]
    public async Task An_hour_of_200_shards_fits_into_3_MB_and_opens()
    {
        var hour = real.Seconds.Slices.MaxBy(slice => slice.Counters.Acked)!;
        var seconds = new RunSeconds(real.Seconds.Origin, [.. Enumerable.Range(0, 3600).Select(second => hour with { Second = second })]);
        var shard = real.Result.Shards[0];
        var result = real.Result with { Shards = [.. Enumerable.Range(0, 200).Select(number => shard with { Shard = number })] };
        using var folder = new PrivateFolder();
        var html = HtmlReport.Build(new ReportSource(result, seconds));

        Assert.InRange(html.Length, 100_000, 3_000_000);
        await using var page = await OpenAsync(folder, new ReportSource(result, seconds));
        await page.KeepPictureAsync("hour");
        var opened = await page.AskAsync<double>("performance.timing.loadEventEnd - performance.timing.navigationStart");
        await page.Page.FocusAsync(".chart");
        var zoomed = await page.AskAsync<double>("""
            (async () => {
              const frame = () => new Promise(requestAnimationFrame);
              let took = 0;
              for (let i = 0; i < 10; i++) {
                await frame();
                const began = performance.now();
                document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: i % 2 ? "-" : "+" }));
                await new Promise(queueMicrotask);
                took += performance.now() - began;
              }
              return took / 10;
            })()
            """);
        TestContext.Current.SendDiagnosticMessage(
            $"The report of an hour has {html.Length:N0} bytes, opened in {opened:N0} ms, and zooms what is in the window in {zoomed:0.0} ms.");
        Assert.Empty(page.Complaints);
        Assert.All(await page.ColouredPixelsAsync(), pixels => Assert.True(pixels > 50));
    }

    private static Task<string[][]> TableAsync(OpenPage page, string title) => page.AskAsync<string[][]>(
        $"[...document.querySelector('[aria-label=\"Table: {title}\"] tbody').rows]"
            + ".map(row => [...row.cells].map(cell => cell.textContent))");

    private ReportSource Compared => real.Source with
    {
        Baseline = new ReportSource(
            real.Result with
            {
                PublishedRate = real.Result.PublishedRate * 2,
                Ack = real.Result.Ack with { P99 = real.Result.Ack.P99 * 3 },
            },
            real.Seconds),
        OtherMetrics = [Point("PublishIn.Success", 0, 100), Point("PublishIn.Success", 60, 120), Point("PublishOut.Success", 60, 90)],
    };

    private MetricPoint Point(string name, int second, double value) => new()
    {
        TestId = real.Result.Id,
        Timestamp = real.Result.Started.AddSeconds(second),
        Source = "CloudWatch",
        Name = name,
        Unit = "Count",
        Statistic = "Sum",
        Value = value,
    };

    private static int Changed(string before, string after) =>
        before.Split(",data").Zip(after.Split(",data")).Count(pair => pair.First != pair.Second);

    private static async Task<BoundingBox> FirstChartAsync(OpenPage page)
    {
        var over = (await page.Page.QuerySelectorAllAsync(".u-over"))[0];
        await over.ScrollIntoViewAsync();
        return (await over.BoundingBoxAsync())!;
    }

    /// <summary>Waits until all charts have been drawn: those out of the window follow in later frames.</summary>
    private static Task<object> FrameAsync(OpenPage page) => page.AskAsync<object>("""
        new Promise(done => {
          const look = () => charts.isZooming() ? requestAnimationFrame(look) : done(null);
          requestAnimationFrame(() => requestAnimationFrame(look));
        })
        """);

    private async Task<OpenPage> OpenAsync(PrivateFolder folder, ReportSource source, int width = 1100, bool dark = false)
    {
        await File.WriteAllTextAsync(folder["report.html"], HtmlReport.Build(source), TestContext.Current.CancellationToken);
        return await browser.OpenAsync(new Uri(folder["report.html"]).AbsoluteUri, width, dark);
    }
}
