using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Pages;

/// <summary>Reads a page about a topic: after a short and a long description come any sections.</summary>
internal static class AboutPageParser
{
    private static readonly string[] First = ["Short description", "Long description"];

    public static AboutPage Parse(string file, string markdown, List<PageProblem> problems)
    {
        var page = new AboutPage(file, PageOutline.Read(file, markdown, problems));
        var name = Path.GetFileNameWithoutExtension(file);
        if (page.Name != name)
        {
            problems.Add(new PageProblem(file, page.Outline.Line, PageProblem.Format,
                $"The page's title is '{page.Name}'; it must match its file name: # {name}"));
        }

        for (var index = 0; index < First.Length; index++)
        {
            var section = page.Outline.Sections.ElementAtOrDefault(index);
            if (section?.Title != First[index] || !section.AllBlocks.Any())
            {
                problems.Add(new PageProblem(
                    file,
                    section?.Line ?? page.Outline.Line,
                    PageProblem.Missing,
                    $"The page lacks ## {First[index]}, with text, as section {index + 1}."));
            }
        }

        return page;
    }
}

/// <summary>A page about a topic.</summary>
/// <param name="File">The file.</param>
/// <param name="Outline">The page's sections.</param>
internal sealed record AboutPage(string File, PageSection Outline)
{
    /// <summary>Name of the topic, such as <c>about_IoTLoad</c>.</summary>
    public string Name => Outline.Title;

    /// <summary>Every piece of code on the page.</summary>
    public IEnumerable<TextBlock.Code> Code => Outline.AllBlocks.OfType<TextBlock.Code>();
}
