using System.Text.Json.Nodes;

namespace IoTLoad.Reports.Dashboards;

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
