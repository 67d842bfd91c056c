namespace IoTLoad.Reports.Html;

/// <summary>What the page's script draws: the report's data, or in the live view what has changed of it.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Verdict">Passed, failed or still running, in words. A test that passed with a saturated generator is a warning.</param>
/// <param name="What">What was tested, in a line.</param>
/// <param name="Tiles">The few figures that a reader looks for first.</param>
/// <param name="Time">Start of each column, Unix seconds.</param>
/// <param name="Events">What to mark in the charts over time.</param>
/// <param name="Parts">Tables and charts in the order in which they are shown; each has the kind that the script draws it as.</param>
internal sealed record ReportPage(
    string Name, PageMark Verdict, string What, IReadOnlyList<PageTile> Tiles, IReadOnlyList<double> Time,
    IReadOnlyList<PageEvent> Events, IReadOnlyList<object> Parts);

/// <summary>A figure at the top of the page; <paramref name="Mark"/> is <c>good</c>, <c>bad</c> or null.</summary>
internal sealed record PageTile(string Label, string Value, string? Mark = null);

/// <summary>A moment of the test.</summary>
internal sealed record PageEvent(double Time, string Text);

/// <summary>A text that stands for something good (<c>good</c>), doubtful (<c>warned</c>) or bad (<c>bad</c>), or for neither.</summary>
internal sealed record PageMark(string Text, string Mark = "")
{
    public static PageMark Of(string text, bool good) => new(text, good ? "good" : "bad");

    public static PageMark Warning(string text) => new(text, "warned");
}

/// <summary>A table or chart, which the script draws by its kind.</summary>
internal abstract record PagePart(string Kind, string Group, string Title);

/// <summary>A table. A cell is a text or a <see cref="PageMark"/>.</summary>
/// <param name="Group">Heading that it stands under.</param>
/// <param name="Title">Its own heading.</param>
/// <param name="Head">Names of the columns.</param>
/// <param name="Numbers">Which columns hold numbers.</param>
/// <param name="Rows">The cells.</param>
internal sealed record PageTable(
    string Group, string Title, IReadOnlyList<string> Head, IReadOnlyList<int> Numbers, IReadOnlyList<IReadOnlyList<object>> Rows)
    : PagePart("table", Group, Title);

/// <summary>Lines over time.</summary>
/// <param name="Group">Heading that it stands under.</param>
/// <param name="Title">Its own heading.</param>
/// <param name="Summary">What it shows, for those who do not see it.</param>
/// <param name="Log">Whether its axis is logarithmic.</param>
/// <param name="Series">The lines.</param>
/// <param name="Time">Its own times; null for those of the page.</param>
internal sealed record PageChart(
    string Group, string Title, string Summary, bool Log, IReadOnlyList<PageSeries> Series, IReadOnlyList<double>? Time = null)
    : PagePart("chart", Group, Title);

/// <summary>A line: a value for each column, null where nothing was measured.</summary>
internal sealed record PageSeries(string Label, IReadOnlyList<double?> Values, bool Dashed = false);

/// <summary>How many values fell into which range over time.</summary>
/// <param name="Group">Heading that it stands under.</param>
/// <param name="Title">Its own heading.</param>
/// <param name="Low">Lower edge of row 0, milliseconds.</param>
/// <param name="RowsPerDecade">Rows divide each decade alike.</param>
/// <param name="Columns">For each column, row and count in turn, of the rows that are not empty.</param>
internal sealed record PageHeat(string Group, string Title, double Low, int RowsPerDecade, IReadOnlyList<IReadOnlyList<long>> Columns)
    : PagePart("heat", Group, Title);

/// <summary>Latency at each percentile, on an axis that gives each nine the same room.</summary>
/// <param name="Group">Heading that it stands under.</param>
/// <param name="Title">Its own heading.</param>
/// <param name="Lines">Points of each latency: 100 / (100 - percentile), and milliseconds.</param>
internal sealed record PagePercentiles(string Group, string Title, IReadOnlyList<PageLine> Lines)
    : PagePart("percentiles", Group, Title);

/// <summary>A line of points.</summary>
internal sealed record PageLine(string Label, IReadOnlyList<double[]> Points, bool Dashed = false);
