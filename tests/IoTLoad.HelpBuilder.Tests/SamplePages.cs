using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Cmdlets;
using IoTLoad.HelpBuilder.Pages;

namespace IoTLoad.HelpBuilder.Tests;

/// <summary>The sample module and its pages.</summary>
internal static class SamplePages
{
    private static readonly Lazy<IReadOnlyList<CmdletFacts>> Read = new(() => CmdletAssembly.Read(Assembly));

    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "IoTLoad.HelpBuilder.Sample.dll");

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Pages");

    public static IReadOnlyList<CmdletFacts> Cmdlets => Read.Value;

    public static CmdletFacts Brew => Cmdlets.Single(cmdlet => cmdlet.Name == "Invoke-SampleBrew");

    public static string BrewPage { get; } = File.ReadAllText(Path.Combine(Folder, "cmdlets", "Invoke-SampleBrew.md"));

    /// <summary>Parses a page and checks it as a build does, with the other sample page beside it.</summary>
    public static IReadOnlyList<PageProblem> Check(string brewPage)
    {
        var problems = new List<PageProblem>();
        var tea = CmdletPageParser.Parse("Get-SampleTea.md", File.ReadAllText(Path.Combine(Folder, "cmdlets", "Get-SampleTea.md")),
            problems);
        var brew = CmdletPageParser.Parse("Invoke-SampleBrew.md", brewPage, problems);
        PageCheck.Run("docs", [tea, brew], Cmdlets, problems);
        new ExampleCheck(Cmdlets, "Sample", problems).Run(brew.File, brew.Code);
        return problems;
    }

    /// <summary>Line of the first occurrence of a text, from 1.</summary>
    public static int LineOf(string page, string text) =>
        page[..page.IndexOf(text, StringComparison.Ordinal)].Count(character => character == '\n') + 1;
}
