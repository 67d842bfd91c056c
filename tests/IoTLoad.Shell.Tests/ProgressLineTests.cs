using System.Management.Automation;
using IoTLoad.Shell.Host;

namespace IoTLoad.Shell.Tests;

public sealed class ProgressLineTests : IDisposable
{
    private readonly StringWriter _terminal = new();

    public void Dispose() => _terminal.Dispose();

    [Fact]
    public void A_record_becomes_one_line_that_the_next_one_replaces()
    {
        var progress = new ProgressLine(_terminal, () => 80);

        progress.Show(new ProgressRecord(1, "Test", "half\nway") { PercentComplete = 50, SecondsRemaining = 65 });
        progress.Show(new ProgressRecord(1, "Test", "done soon") { PercentComplete = 99 });

        Assert.Equal("\r\u001b[K 50 % Test: half way (00:01:05 left)\r\u001b[K\r\u001b[K 99 % Test: done soon", _terminal.ToString());
    }

    [Fact]
    public void A_completed_record_goes()
    {
        var progress = new ProgressLine(_terminal, () => 80);

        progress.Show(new ProgressRecord(1, "Test", "working"));
        progress.Show(new ProgressRecord(1, "Test", "done") { RecordType = ProgressRecordType.Completed });

        Assert.EndsWith("working\r\u001b[K", _terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_record_is_cut_at_the_width_of_the_terminal()
    {
        new ProgressLine(_terminal, () => 30).Show(new ProgressRecord(1, "Test", new string('x', 100)));

        Assert.Equal("\r\u001b[KTest: ".Length + 23, _terminal.ToString().Length);
    }
}
