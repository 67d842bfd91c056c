using System.Text.Json.Nodes;

namespace IoTLoad.Reports.Dashboards;

/// <summary>How the seconds of all shards are put together for an interval of a chart.</summary>
internal enum Together
{
    /// <summary>Sums a second: what was counted in the interval, divided by its length.</summary>
    Rate,

    /// <summary>The sum of the interval.</summary>
    Sum,

    /// <summary>The largest value: percentiles of several seconds cannot be put together, so that the worst one is shown.</summary>
    Max,

    /// <summary>Each shard's last value, added up.</summary>
    LastOfShards,
}

/// <summary>A series of a chart, or one for each value of a tag, whatever the language that asks for it.</summary>
/// <param name="Field">Key of the field.</param>
/// <param name="Together">How seconds and shards are put together.</param>
/// <param name="Alias">What the legend calls it; where there are tags, what stands before their values.</param>
internal sealed record PanelSeries(string Field, Together Together, string Alias)
{
    /// <summary>What the measurement's name ends in: nothing, <c>_bucket</c> or <c>_failure</c>.</summary>
    public string MeasurementSuffix { get; init; } = "";

    /// <summary>Tags that have a series for each of their values.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>A condition on a tag: its name, and a value or a variable of the dashboard.</summary>
    public (string Tag, string Value)? Where { get; init; }

    /// <summary>Whether the whole time range is one interval, and the answer a table.</summary>
    public bool IsTable { get; init; }
}

/// <summary>Writes what a data source is asked, in one language. Names in the texts are constants: only Grafana puts values in.</summary>
internal interface IPanelQueries
{
    /// <summary>A panel's query, without its data source and letter.</summary>
    JsonObject Target(PanelSeries series);

    /// <summary>The name that a panel's series have, where the query cannot say it; null where it does.</summary>
    /// <param name="series">The series, by tags.</param>
    string? DisplayName(PanelSeries series);

    /// <summary>Variables that the language needs before all others.</summary>
    IEnumerable<JsonObject> Variables();

    /// <summary>The query of a variable that lists a tag's values.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="ofTest">Whether only those of the chosen test are listed.</param>
    string TagValues(string tag, bool ofTest);
}
