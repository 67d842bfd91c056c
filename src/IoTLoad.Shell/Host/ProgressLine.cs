using System.Management.Automation;

namespace IoTLoad.Shell.Host;

/// <summary>Progress in one line at the bottom of the terminal, on standard error, so that output stays clean.</summary>
internal sealed class ProgressLine(TextWriter terminal, Func<int> width)
{
    private const string ClearLine = "\r\u001b[K";
    private readonly SortedDictionary<int, ProgressRecord> _records = [];
    private bool _shown;

    /// <summary>Shows a record; one that is completed goes.</summary>
    public void Show(ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _records.Remove(record.ActivityId);
        }
        else
        {
            _records[record.ActivityId] = record;
        }

        Clear();
        Draw();
    }

    /// <summary>Takes the line away, for output that comes now.</summary>
    public void Clear()
    {
        if (_shown)
        {
            terminal.Write(ClearLine);
            terminal.Flush();
            _shown = false;
        }
    }

    /// <summary>Draws the line again.</summary>
    public void Draw()
    {
        if (_records.Count == 0)
        {
            return;
        }

        terminal.Write(ClearLine + Text(_records.Values.Last(), Math.Max(20, width() - 1)));
        terminal.Flush();
        _shown = true;
    }

    /// <summary>A record as a line of at most <paramref name="width"/> characters.</summary>
    internal static string Text(ProgressRecord record, int width)
    {
        var percent = record.PercentComplete >= 0 ? $"{record.PercentComplete,3} % " : "";
        var left = record.SecondsRemaining >= 0 ? $" ({TimeSpan.FromSeconds(record.SecondsRemaining):hh\\:mm\\:ss} left)" : "";
        var text = $"{percent}{record.Activity}: {record.StatusDescription}{left}".ReplaceLineEndings(" ");
        return text.Length <= width ? text : text[..width];
    }
}
