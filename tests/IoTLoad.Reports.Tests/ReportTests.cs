using System.Xml.Linq;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;
using IoTLoad.Reports.Html;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Reports.Tests;

/// <summary>Reports of a test that really ran, and of the same test with names that try to break out of the text around them.</summary>
public sealed class ReportTests(ReportTests.RealTest real) : IClassFixture<ReportTests.RealTest>
{
    private const string Hostile = "</script><img src=x onerror=alert(1)> \"quoted\" 'too' & `code` | pipe ]]> {{data}} \u0007 \n# heading";

    private LoadResult HostileResult => real.Result with
    {
        Name = Hostile,
        Endpoint = Hostile,
        Notes = [Hostile],
        Failures = [new FailureCount(FailureKind.Publish, Hostile, 3, Hostile)],
    };

    [Fact]
    public async Task The_page_draws_its_charts_without_an_error_or_a_request()
    {
        var (dom, log) = await OpenAsync(real.Result);

        Assert.Contains("data-drawn=\"7\"", dom, StringComparison.Ordinal);
        Assert.Contains("Failed.", dom, StringComparison.Ordinal);
        Assert.Contains("lost == 0", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", dom[..dom.IndexOf("<script type=\"application/json\"", StringComparison.Ordinal)],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_stay_text_in_the_page()
    {
        var (dom, log) = await OpenAsync(HostileResult);

        Assert.Contains("data-drawn=\"7\"", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", dom, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_has_a_case_for_each_threshold_and_one_for_the_run()
    {
        var suite = XDocument.Parse(JUnitReport.Build(real.Result)).Root!.Element("testsuite")!;

        Assert.Equal(["the test ran to its end", "lost == 0", "ack.p99 < 1us"], suite.Elements("testcase")
            .Select(each => each.Attribute("name")!.Value));
        Assert.Equal("1", suite.Attribute("failures")!.Value);
        Assert.StartsWith("ack.p99 < 1us was ", suite.Descendants("failure").Single()
            .Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_test_fails_in_JUnit()
    {
        var suite = XDocument.Parse(JUnitReport.Build(real.Result with { Outcome = RunOutcome.Stopped, Thresholds = [] })).Root!.Element(
            "testsuite")!;

        Assert.Equal("It ended Stopped.", suite.Descendants("failure").Single().Attribute("message")!.Value);
    }

    [Fact]
    public void Hostile_names_stay_text_in_JUnit()
    {
        var suite = XDocument.Parse(JUnitReport.Build(HostileResult)).Root!.Element("testsuite")!;

        Assert.Equal(Hostile.Replace('\u0007', '\uFFFD').Replace('\n', ' '), suite.Attribute("name")!.Value.Replace('\n', ' '));
        Assert.Empty(suite.Descendants("img"));
    }

    [Fact]
    public void Hostile_names_stay_text_in_Markdown()
    {
        var text = MarkdownReport.Build(HostileResult);

        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# heading", text, StringComparison.Ordinal);
        var row = text.Split('\n').Single(line => line.StartsWith("| Publish |", StringComparison.Ordinal));
        Assert.Equal(4, row.Count(letter => letter == '|'));
    }

    private async Task<(string Dom, string Log)> OpenAsync(LoadResult result)
    {
        using var folder = new PrivateFolder();
        var page = HtmlReport.Build(result, RunSeconds.Read(real.Run), real.Distributions);
        await File.WriteAllTextAsync(folder["report.html"], page, TestContext.Current.CancellationToken);
        return await Chromium.OpenAsync(folder["report.html"]);
    }

    /// <summary>A short test against the embedded broker, in a store of its own.</summary>
    public sealed class RealTest : IAsyncLifetime
    {
        private readonly PrivateFolder _folder = new();

        public LoadResult Result { get; private set; } = null!;

        public StoredRun Run { get; private set; } = null!;

        public IReadOnlyList<(string, IReadOnlyList<(double, double)>)> Distributions { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var store = new RunStore(_folder.FullPath);
            var test = LoadTest.Prepare(new LoadPlan
            {
                Name = "report",
                Devices = new DevicePlan { Count = 5 },
                Traffic = new TrafficPlan { Pattern = TrafficPattern.RoundTrip, QoS = 1 },
                Stages = [new LoadStage(50, 50, TimeSpan.FromSeconds(3))],
                Thresholds = ["lost == 0", "ack.p99 < 1us"],
            });
            await using var sink = store.Create(test.Id, test.Plan, DateTimeOffset.UtcNow);
            await test.RunAsync([sink], CancellationToken.None);
            Run = store.Open(test.Id);
            Result = store.ReadResult(Run);
            Distributions =
            [
                .. RunMetrics.LatencyNames.Select(name => (name, (IReadOnlyList<(double, double)>)[
                    .. RunMetrics.ReadDistribution(Run, name).Select(point => (point.Percentile, point.Milliseconds))])),
            ];
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
