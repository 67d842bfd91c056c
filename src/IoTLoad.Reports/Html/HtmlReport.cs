using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IoTLoad.Engine.Results;
using IoTLoad.Storage;
using IoTLoad.Storage.Runs;

namespace IoTLoad.Reports.Html;

/// <summary>
/// A result as one HTML file that opens offline: verdict, tables, charts, and what the generator itself did. Everything is in the
/// file (uPlot draws the charts), and its content security policy lets it ask no host for anything, and run no script but its own.
/// </summary>
public static class HtmlReport
{
    private static readonly string[] Scripts = ["uPlot.iife.min.js", "charts.js", "page.js"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.Never,
    };

    /// <summary>Makes the page.</summary>
    public static string Build(ReportSource source) => Page(ReportText.NameOf(source.Result), PageBuilder.Of(source), "");

    /// <summary>The page of a test that still runs: it asks its own server for what is new, and for nothing else.</summary>
    internal static string Live(ReportPage page) => Page(page.Name, page, "; connect-src 'self'", "live.js");

    /// <summary>What the page's script reads. The encoder writes &lt; as \u003C, so nothing in it ends the element around it.</summary>
    internal static string Serialize(ReportPage page) => JsonSerializer.Serialize(page, Json);

    private static string Page(string name, ReportPage page, string policy, params string[] more)
    {
        var scripts = Scripts.Concat(more).Select(file => $"\n{Resource(file)}\n").ToList();
        var style = $"\n{Resource("uPlot.min.css")}\n{Resource("page.css")}\n";
        var (before, after) = Split(Resource("page.html"), "{{data}}");
        var text = new StringBuilder(before)
            .Replace("{{policy}}", $"default-src 'none'; script-src {string.Join(' ', scripts.Select(HashOf))}; "
                + $"style-src {HashOf(style)}; img-src data:{policy}")
            .Replace("{{style}}", style)
            .Replace("{{title}}", WebUtility.HtmlEncode($"{ReportText.Printable(name)} – IoTLoad"))
            .Append(Serialize(page))
            .Append(after.Replace("{{scripts}}", string.Join('\n', scripts.Select(script => $"<script>{script}</script>")),
                StringComparison.Ordinal));
        return text.ToString();
    }

    private static (string Before, string After) Split(string text, string at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return (text[..index], text[(index + at.Length)..]);
    }

    // Content Security Policy, level 2: the hash of what is between the tags, with the line ends that a parser makes of them.
    private static string HashOf(string text) =>
        $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"IoTLoad.Reports.Html.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>What a report is made from.</summary>
/// <param name="Result">The result.</param>
/// <param name="Seconds">Its seconds, all shards together; none leaves out the charts over time.</param>
public sealed record ReportSource(LoadResult Result, RunSeconds Seconds)
{
    /// <summary>An earlier test to compare with; null for none.</summary>
    public ReportSource? Baseline { get; init; }

    /// <summary>Series that others measured meanwhile, such as CloudWatch's.</summary>
    public IReadOnlyList<MetricPoint> OtherMetrics { get; init; } = [];
}
