using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using HdrHistogram;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;
using IoTLoad.Reports.Html;
using Microsoft.VisualBasic.FileIO;

namespace IoTLoad.Reports.Tests;

/// <summary>Reports of a test that really ran, and of the same test with names that try to break out of the text around them.</summary>
public sealed class ReportTests(RealTest real)
{
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
        var suite = XDocument.Parse(JUnitReport.Build(real.HostileResult)).Root!.Element("testsuite")!;

        Assert.Equal(RealTest.Hostile.Replace('\u0007', '\uFFFD').Replace('\n', ' '), suite.Attribute("name")!.Value.Replace('\n', ' '));
        Assert.Empty(suite.Descendants("img"));
    }

    [Fact]
    public void Hostile_names_stay_text_in_Markdown()
    {
        var text = MarkdownReport.Build(real.HostileResult);

        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# head", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(line => line.StartsWith('#')),
            line => Assert.StartsWith("## ❌ Failed: ", line, StringComparison.Ordinal));
        var row = text.Split('\n').Single(line => line.StartsWith("| Publish |", StringComparison.Ordinal));
        Assert.Equal(4, row.Count(letter => letter == '|'));
    }

    [Theory]
    [InlineData(true, false, "good", "## ✅ Passed: ")]
    [InlineData(true, true, "warned", "## ⚠️ Passed, with a saturated generator: ")]
    [InlineData(false, true, "bad", "## ❌ Failed: ")]
    public void A_pass_with_a_saturated_generator_is_a_warning(bool passed, bool saturated, string mark, string heading)
    {
        var result = real.Result with { Passed = passed, GeneratorSaturated = saturated };

        Assert.Equal(mark, PageBuilder.Of(real.Source with { Result = result }).Verdict.Mark);
        Assert.StartsWith(heading, MarkdownReport.Build(result), StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_of_a_second_on_a_ramp_is_that_of_its_middle()
    {
        Slice[] ramp = [.. Enumerable.Range(0, 4).Select(second => new Slice
        {
            Second = second,
            Phase = second == 0 ? RunPhase.Connecting : RunPhase.Running,
            TargetRate = second * 10,
            Counters = new Counters(),
            Latencies = new LatencySet(),
        })];

        var chart = new PageColumns(DateTimeOffset.UnixEpoch, ramp).Parts().OfType<PageChart>().First();

        Assert.Equal("target", chart.Series[0].Label);
        Assert.Equal([0, 10, 15, 25], chart.Series[0].Values);
    }

    [Fact]
    public void JUnit_is_valid_by_its_schema()
    {
        var schemas = new XmlSchemaSet();
        using var schema = XmlReader.Create(Repository.PathOf("tests/IoTLoad.Reports.Tests/junit.xsd"));
        schemas.Add(null, schema);
        var problems = new List<string>();
        foreach (var result in new[] { real.Result, real.HostileResult })
        {
            XDocument.Parse(JUnitReport.Build(result)).Validate(schemas, (_, problem) => problems.Add(problem.Message));
        }

        Assert.Empty(problems);
    }

    [Fact]
    public void JSON_keeps_to_the_published_schema()
    {
        // After a change of the result: IOTLOAD_UPDATE_SCHEMAS=1 writes the file. Raise the version if a reader could stumble.
        if (Environment.GetEnvironmentVariable("IOTLOAD_UPDATE_SCHEMAS") == "1")
        {
            File.WriteAllText(Repository.PathOf("docs/schemas/result-1.json"), Schema() + "\n");
        }

        Assert.Equal(Repository.Read("docs/schemas/result-1.json").ReplaceLineEndings("\n"), Schema() + "\n");
        using var report = JsonDocument.Parse(JsonReport.Build(real.HostileResult));
        Assert.Equal(1, report.RootElement.GetProperty("schemaVersion").GetInt32());
        Assert.Equal(RealTest.Hostile, report.RootElement.GetProperty("name").GetString());
        using var schema = JsonDocument.Parse(Schema());
        var known = schema.RootElement.GetProperty("properties").EnumerateObject().Select(each => each.Name).ToHashSet();
        Assert.DoesNotContain(report.RootElement.EnumerateObject().Select(each => each.Name), name => !known.Contains(name));
    }

    private static string Schema()
    {
        var indented = new JsonSerializerOptions(EngineJson.Default.Options) { WriteIndented = true };
        var schema = indented.GetJsonSchemaAsNode(typeof(LoadResult)).AsObject();
        schema["type"] = "object";
        schema["properties"]!.AsObject().Insert(0, "schemaVersion", new JsonObject { ["const"] = JsonReport.SchemaVersion });
        schema["required"]!.AsArray().Insert(0, "schemaVersion");
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"Result of an IoTLoad test, version {JsonReport.SchemaVersion}");
        return schema.ToJsonString(indented);
    }

    [Fact]
    public void CSV_has_a_row_for_each_second()
    {
        var rows = SecondsCsv.Build(real.Result, real.Seconds).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split(',')).ToList();

        Assert.Equal(real.Seconds.Slices.Count, rows.Count - 1);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        var published = Array.IndexOf(rows[0], "Published");
        Assert.Equal(real.Result.Counters.Published, rows.Skip(1).Sum(row => long.Parse(row[published], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Hostile_names_stay_one_cell_in_CSV()
    {
        using var reader = new StringReader(SecondsCsv.Build(real.HostileResult, real.Seconds));
        using var rows = new TextFieldParser(reader) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
        rows.SetDelimiters(",");
        var head = rows.ReadFields()!;
        var name = Array.IndexOf(head, "TestName");
        var count = 0;
        for (; !rows.EndOfData; count++)
        {
            var cells = rows.ReadFields()!;
            Assert.Equal(head.Length, cells.Length);
            Assert.Equal("'" + RealTest.Hostile, cells[name].ReplaceLineEndings("\n"));
        }

        Assert.Equal(real.Seconds.Slices.Count, count);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0")]
    [InlineData("+1", "+1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=\"x\"\n", "\"'=\"\"x\"\"\n\"")]
    public void A_cell_is_no_formula_and_ends_no_row(string text, string cell) => Assert.Equal(cell, SecondsCsv.Cell(text));

    [Fact]
    public void The_histogram_log_is_read_by_HdrHistogram_and_holds_every_value()
    {
        using var log = new MemoryStream(Encoding.ASCII.GetBytes(real.Seconds.ToHistogramLog()));
        var histograms = new HistogramLogReader(log).ReadHistograms().ToList();

        Assert.Equal(real.Result.RoundTrip.Count, histograms.Where(each => each.Tag == "RoundTrip").Sum(each => each.TotalCount));
        Assert.Equal(real.Result.Ack.Count, histograms.Where(each => each.Tag == "Ack").Sum(each => each.TotalCount));
    }

    [Fact]
    public void A_broken_threshold_says_when_and_one_that_warns_is_told_apart()
    {
        var result = real.Result with
        {
            Thresholds =
            [
                new ThresholdResult("lost == 0", 0, true),
                new ThresholdResult("ack.p99 < 1ms", 7, false, "ms") { FirstBroken = TimeSpan.FromSeconds(2) },
                new ThresholdResult("ack.p50 < 1ms warn", 7, false, "ms") { IsWarning = true },
            ],
        };

        var rows = ResultTables.Verdict(result).First().Rows;

        Assert.Equal([PageMark.Of("held", true), PageMark.Of("broken", false), PageMark.Warning("warned")], rows.Select(row => row[^1]));
        Assert.Equal(["", $"{result.Started.UtcDateTime.AddSeconds(2):HH:mm:ss} (after 2s)", ""], rows.Select(row => row[3]));
    }
}
