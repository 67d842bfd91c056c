using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IoTLoad.Reports.Dashboards;

/// <summary>A dashboard as text that people read and keep under version control.</summary>
internal static class DashboardText
{
    // Nothing of this is put into a page: quotes and signs stay readable.
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes JSON, indented.</summary>
    public static string Of(JsonObject dashboard) => dashboard.ToJsonString(Options) + "\n";
}
