using System.Text;
using IoTLoad.Engine;
using IoTLoad.Engine.Reports;
using IoTLoad.Engine.Results;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Storage.Tests;

public sealed class DamagedRunTests : IDisposable
{
    private readonly TemporaryStore _temporary = new();

    private RunStore Store => _temporary.Store;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_last_line_cut_off_anywhere_costs_that_second_and_no_other()
    {
        var run = await _temporary.InterruptAsync("a", 3);
        var file = _temporary.FileOf("a", "metrics.jsonl");
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        var lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;

        for (var length = lastLine; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length], TestContext.Current.CancellationToken);

            var result = Store.ReadResult(run);

            // Without its line feed alone, the line is still whole JSON.
            var seconds = length >= whole.Length - 1 ? 3 : 2;
            Assert.Equal(seconds * 100, result.Counters.Published);
            Assert.Equal(seconds * 2, result.Ack.Count);
            Assert.Equal(TimeSpan.FromSeconds(seconds), result.PublishDuration);
        }
    }

    [Fact]
    public async Task An_interrupted_run_has_a_result_that_adds_up_and_says_what_it_is()
    {
        var run = await _temporary.InterruptAsync("a", 3);

        var result = Store.ReadResult(run);

        Assert.Equal(RunOutcome.Interrupted, result.Outcome);
        Assert.False(result.Passed);
        Assert.Equal((300, 297, 3, 0), (result.Counters.Published, result.Counters.Acked, result.Counters.Unacked, result.Counters.Missed));
        Assert.Empty(Accounting.Check(result));
        Assert.Equal(100, result.PublishedRate);
        Assert.Equal(TemporaryStore.Origin.AddSeconds(3), result.Ended);
        Assert.Equal(new FailureCount(FailureKind.Connect, "Refused", 2, "device 1"), Assert.Single(result.Failures));
        Assert.Equal(25, result.Generator.CpuPercent);
        Assert.Contains(result.Notes, note => note.Contains("ended before the test did", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Notes, note => note.Contains("bug", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_running_run_has_a_result_so_far()
    {
        await using var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin);
        await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0)), TestContext.Current.CancellationToken);

        var result = Store.ReadResult(Store.Open("a"));

        Assert.Equal(100, result.Counters.Intended);
        Assert.Contains(result.Notes, note => note.StartsWith("The test is still running", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_that_comes_again_is_not_written_again()
    {
        await using (var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin))
        {
            await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0)), TestContext.Current.CancellationToken);
            await sink.WriteAsync(TemporaryStore.Report(1, TemporaryStore.Slice(0), TemporaryStore.Slice(1)),
                TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, (await File.ReadAllLinesAsync(_temporary.FileOf("a", "metrics.jsonl"),
            TestContext.Current.CancellationToken)).Length);
    }

    public static TheoryData<string, string, Func<string, string>, string> ListedDamage { get; } = new()
    {
        { "plan.json", "emptied", _ => "", "line 1" },
        { "plan.json", "cut off", text => text[..(text.Length / 2)], "line 1" },
        { "plan.json", "null", _ => "null", "line 1: it holds nothing" },
        { "plan.json", "mistyped in line 2", _ => "{\n\"qos\": }", "line 2" },
        { "state.json", "no JSON", _ => "running", "line 1" },
        { "state.json", "without its process", _ => "{}", "not the JSON" },
        { "state.json", "of a later version", text => text.Replace("\"version\":1", "\"version\":99", StringComparison.Ordinal),
            "version 99" },
    };

    [Theory]
    [MemberData(nameof(ListedDamage), DisableDiscoveryEnumeration = true)]
    public async Task Damage_to_what_is_listed_is_an_error_for_that_run_and_a_row_in_the_list(
        string file, string what, Func<string, string> damage, string expected)
    {
        Assert.NotEmpty(what);
        await _temporary.InterruptAsync("a", 1);
        await _temporary.InterruptAsync("b", 1);
        Change("a", file, damage);

        var error = Assert.Throws<LoadException>(() => Store.Open("a"));
        Assert.Equal(("RunDamaged", LoadErrorKind.DataDamaged), (error.ErrorId, error.Kind));
        Assert.Contains(_temporary.FileOf("a", file), error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("Remove-IoTLoadTest", error.RecommendedAction, StringComparison.Ordinal);

        var listed = Assert.Single(Store.List(), run => run.State == RunState.Damaged);
        Assert.Equal(("a", error.Message), (listed.Id, listed.Damage));
        Assert.Single(Store.List(), run => run.State == RunState.Interrupted);

        Store.Remove("a");
        Assert.Equal("b", Assert.Single(Store.List()).Id);
    }

    [Theory]
    [InlineData("plan.json")]
    [InlineData("state.json")]
    public async Task A_missing_file_is_damage(string file)
    {
        await _temporary.InterruptAsync("a", 1);
        File.Delete(_temporary.FileOf("a", file));

        var error = Assert.Throws<LoadException>(() => Store.Open("a"));

        Assert.Equal("RunDamaged", error.ErrorId);
        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<string, string>, string> LogDamage { get; } = new()
    {
        { "a line in the middle cut off", text => CutLine(text, 2), "line 2" },
        { "an empty line", text => text.Insert(text.IndexOf('\n', StringComparison.Ordinal), "\n"), "line 2" },
        { "a null", text => "null\n" + text, "line 1" },
        { "a histogram that is none", text => text.Replace("\"ack\":\"HIST", "\"ack\":\"AAAA", StringComparison.Ordinal), "line 1" },
        { "zeros as a machine's crash leaves them, with an end", text => text + "\0\0\0\n", "line 4" },
    };

    [Theory]
    [MemberData(nameof(LogDamage), DisableDiscoveryEnumeration = true)]
    public async Task Damage_within_the_log_is_an_error_that_names_the_line(string what, Func<string, string> damage, string expected)
    {
        Assert.NotEmpty(what);
        var run = await _temporary.InterruptAsync("a", 3);
        Change("a", "metrics.jsonl", damage);

        LoadException[] errors =
        [
            Assert.Throws<LoadException>(() => Store.ReadResult(run)),
            Assert.Throws<LoadException>(() => RunMetrics.Read(run).ToList()),
            Assert.Throws<LoadException>(() => RunMetrics.ReadDistribution(run, "Ack")),
        ];

        Assert.All(errors, error =>
        {
            Assert.Equal("RunDamaged", error.ErrorId);
            Assert.Contains("metrics.jsonl", error.Message, StringComparison.Ordinal);
            Assert.Contains(expected + ":", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_damaged_result_is_an_error()
    {
        await using (var sink = Store.Create("a", TemporaryStore.Plan, TemporaryStore.Origin))
        {
            await sink.CompleteAsync(TemporaryStore.Result("a"), TestContext.Current.CancellationToken);
        }

        Change("a", "result.json", text => text[..100]);

        Assert.Contains("result.json", Assert.Throws<LoadException>(() => Store.ReadResult(Store.Open("a"))).Message,
            StringComparison.Ordinal);
    }

    private void Change(string id, string file, Func<string, string> change)
    {
        var path = _temporary.FileOf(id, file);
        File.WriteAllText(path, change(File.ReadAllText(path)), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private static string CutLine(string text, int number)
    {
        var lines = text.Split('\n');
        lines[number - 1] = lines[number - 1][..50];
        return string.Join('\n', lines);
    }
}
