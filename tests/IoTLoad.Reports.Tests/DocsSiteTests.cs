using System.Net;
using System.Text.RegularExpressions;
using IoTLoad.Peers;

namespace IoTLoad.Reports.Tests;

/// <summary>The site that docs/site.ps1 makes of the documentation.</summary>
public sealed partial class DocsSiteTests(Browser browser)
{
    private static readonly string[] Pages = ["index.html", "docs/README.html", "docs/results.html", "docs/cmdlets/Start-IoTLoadTest.html"];

    [Fact]
    public async Task Its_pages_lead_to_each_other_and_can_be_read_in_a_browser()
    {
        using var folder = new PrivateFolder();
        var site = folder["site"];
        await Pwsh.RunAsync($"& '{Repository.PathOf("docs/site.ps1")}' -OutputFolder '{site}'");

        Assert.Empty(Directory.EnumerateFiles(site, "*.html", SearchOption.AllDirectories).SelectMany(page => DeadLinks(site, page)));
        foreach (var (name, width, dark) in Pages.SelectMany(name => new[] { (name, 1100, false), (name, 390, true) }))
        {
            await using var page = await browser.OpenAsync(
                new Uri(Path.Combine(site, name)).AbsoluteUri, width, dark, "document.readyState === 'complete'");
            Assert.Empty(page.Complaints);
            Assert.True(await page.AskAsync<int>("document.documentElement.scrollWidth") <= width, $"{name} is wider than its window.");
            Assert.Empty(await page.ViolationsAsync());
        }
    }

    /// <summary>Links of a page whose file or place in it is not there; those to other hosts are not followed.</summary>
    private static IEnumerable<string> DeadLinks(string site, string page)
    {
        foreach (Match match in Link().Matches(File.ReadAllText(page)))
        {
            var (link, anchor) = (WebUtility.HtmlDecode(match.Groups["link"].Value), WebUtility.HtmlDecode(match.Groups["anchor"].Value));
            if (link.Contains(':', StringComparison.Ordinal))
            {
                continue;
            }

            var file = link.Length == 0 ? page : Path.GetFullPath(Uri.UnescapeDataString(link), Path.GetDirectoryName(page)!);
            if (!file.StartsWith(site, StringComparison.Ordinal) || !File.Exists(file)
                || (anchor.Length > 0 && !File.ReadAllText(file).Contains($"id=\"{anchor}\"", StringComparison.Ordinal)))
            {
                yield return $"{Path.GetRelativePath(site, page)}: {match.Value}";
            }
        }
    }

    [GeneratedRegex("(?:href|src)=\"(?<link>[^\"#]*)(?:#(?<anchor>[^\"]*))?\"")]
    private static partial Regex Link();
}
