using IoTLoad.Engine.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Reports.Html;

/// <summary>A result beside an earlier one. Differences are marked by whether more of the metric is good; noise is not judged.</summary>
internal static class BaselineTable
{
    private static readonly HashSet<string> MoreIsGood = ["PublishedRate", "Published", "Acked", "Received", "Connected"];

    private static readonly HashSet<string> LessIsGood =
    [
        "Missed", "Failed", "Unacked", "Lost", "LostPercent", "MissedPercent", "Duplicates", "OutOfOrder", "ConnectFailed", "Disconnected",
        "CpuPercent",
    ];

    /// <summary>The table: each number that both measured.</summary>
    public static PageTable Of(LoadResult result, LoadResult baseline) => new(
        "Comparison", $"Against {ReportText.NameOf(baseline)} ({baseline.Id})",
        ["metric", "baseline", "this test", "change", ""], [1, 2, 3],
        [
            .. ResultColumn.All.Where(column => column.Name == "OfferedRate" || IsMoreGood(column) is not null)
                .Select(column => (column, Before: Number(column.Of(baseline)), Now: Number(column.Of(result))))
                .Where(each => each is { Before: not null, Now: not null } && (each.Before != 0 || each.Now != 0))
                .Select(each => Row(each.column, each.Before!.Value, each.Now!.Value)),
        ]);

    private static object[] Row(ResultColumn column, double before, double now)
    {
        var change = before == 0 ? "" : Text($"{100 * (now - before) / before:+0.0;-0.0;0.0} %");
        object verdict = IsMoreGood(column) is not { } good || now.Equals(before) ? ""
            : PageMark.Of(now > before == good ? "better" : "worse", now > before == good);
        var name = column.Unit == "Milliseconds" ? $"{column.Name}, ms" : column.Name;
        return [name, Text($"{before:#,0.##}"), Text($"{now:#,0.##}"), change, verdict];
    }

    private static bool? IsMoreGood(ResultColumn column) => MoreIsGood.Contains(column.Name) ? true
        : LessIsGood.Contains(column.Name) || column.Unit == "Milliseconds" ? false : null;

    private static double? Number(object? value) => value switch
    {
        double number => number,
        long or int => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };
}
