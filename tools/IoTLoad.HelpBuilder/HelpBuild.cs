using System.Text;
using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Cmdlets;
using IoTLoad.HelpBuilder.Pages;
using IoTLoad.HelpBuilder.Writing;

namespace IoTLoad.HelpBuilder;

/// <summary>One run of the builder. It writes all of the help, or, where a page is wrong, none.</summary>
internal static class HelpBuild
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Makes the help; false where a page is wrong.</summary>
    /// <param name="options">What to make it from, and where to.</param>
    /// <param name="output">Takes the problems, one a line, as MSBuild reads them.</param>
    public static bool Run(BuildOptions options, TextWriter output)
    {
        var problems = new List<PageProblem>();
        var cmdlets = CmdletAssembly.Read(options.Assembly);
        var pages = PagesIn(options.Cmdlets, "*.md").Select(file => CmdletPageParser.Parse(file, File.ReadAllText(file), problems))
            .ToList();
        var abouts = PagesIn(options.About, "about_*.md").Select(file => AboutPageParser.Parse(file, File.ReadAllText(file), problems))
            .ToList();
        PageCheck.Run(options.Cmdlets, pages, cmdlets, problems);
        var examples = new ExampleCheck(cmdlets, options.NounPrefix, problems);
        pages.ForEach(page => examples.Run(page.File, page.Code));
        abouts.ForEach(page => examples.Run(page.File, page.Code));
        var texts = abouts.Select(page => (page.Name, Text: AboutWriter.Write(page, problems))).ToList();
        if (problems.Count > 0)
        {
            foreach (var problem in problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line))
            {
                output.WriteLine(problem);
            }

            return false;
        }

        Directory.CreateDirectory(options.Output);
        foreach (var old in Directory.EnumerateFiles(options.Output, "about_*.help.txt"))
        {
            File.Delete(old);
        }

        foreach (var (name, text) in texts)
        {
            File.WriteAllText(Path.Combine(options.Output, name + ".help.txt"), text, Utf8);
        }

        // The file that the build compares times with comes last: it is new only when everything is.
        var maml = MamlWriter.Write(cmdlets.Select(cmdlet => (cmdlet, pages.First(page => page.Name == cmdlet.Name))));
        File.WriteAllText(Path.Combine(options.Output, Path.GetFileName(options.Assembly) + "-Help.xml"), maml, Utf8);
        return true;
    }

    private static IEnumerable<string> PagesIn(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal) : [];
}
