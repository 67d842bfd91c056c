using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Text;
using Markdig;
using Markdig.Syntax;

namespace IoTLoad.HelpBuilder.Pages;

/// <summary>Reads the headings of a page, to level 3, and what stands below them.</summary>
internal static class PageOutline
{
    private const int Deepest = 3;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <summary>The section of the page's only heading of level 1; its title is empty where there is none.</summary>
    public static PageSection Read(string file, string markdown, List<PageProblem> problems)
    {
        var text = new BlockText(file, problems);
        var root = new PageSection("", 1);
        var open = new List<PageSection>();
        foreach (var block in Markdown.Parse(markdown, Pipeline))
        {
            if (block is HeadingBlock heading)
            {
                Open(heading);
            }
            else if (open.Count > 0)
            {
                open[^1].Blocks.AddRange(text.Of(block));
            }
            else
            {
                Complain(block, "A page begins with its title, as a heading of level 1.");
            }
        }

        return root;

        void Open(HeadingBlock heading)
        {
            var section = new PageSection(InlineText.Of(heading.Inline), heading.Line + 1);
            if (heading.Level > Deepest || heading.Level > open.Count + 1 || (heading.Level == 1 && open.Count > 0))
            {
                Complain(heading, $"A heading of level {heading.Level} is not allowed here. A page has one of level 1, "
                    + "sections of level 2, and entries of level 3 in them.");
                return;
            }

            open.RemoveRange(heading.Level - 1, open.Count - heading.Level + 1);
            if (open.Count > 0)
            {
                open[^1].Sections.Add(section);
            }
            else
            {
                root = section;
            }

            open.Add(section);
        }

        void Complain(Block block, string message) => problems.Add(new PageProblem(file, block.Line + 1, PageProblem.Format, message));
    }
}
