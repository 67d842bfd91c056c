using System.Text;
using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Pages;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Writing;

/// <summary>Writes a topic as the plain text that <c>Get-Help about_*</c> shows: PowerShell's layout, 80 columns.</summary>
internal static class AboutWriter
{
    private const int Width = 80;
    private const string Indent = "    ";
    private const string EntryIndent = "  ";

    public static string Write(AboutPage page, List<PageProblem> problems)
    {
        CheckCode(page, problems);
        var text = new StringBuilder("TOPIC\n").Append(Indent).Append(page.Name).Append('\n');
        foreach (var section in page.Outline.Sections)
        {
            text.Append('\n').Append(section.Title.ToUpperInvariant()).Append('\n');
            Append(text, section.Blocks);
            foreach (var (entry, index) in section.Sections.Select((entry, index) => (entry, index)))
            {
                text.Append(index > 0 || section.Blocks.Count > 0 ? "\n" : "").Append(EntryIndent).Append(entry.Title).Append('\n');
                Append(text, entry.Blocks);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<TextBlock> blocks)
    {
        foreach (var line in TextLayout.Lines(blocks, Width - Indent.Length))
        {
            text.Append(line.Length > 0 ? Indent : "").Append(line).Append('\n');
        }
    }

    private static void CheckCode(AboutPage page, List<PageProblem> problems)
    {
        var widest = TextLayout.WidestCode(Width - Indent.Length);
        foreach (var code in page.Code)
        {
            foreach (var (line, index) in code.Lines.Select((line, index) => (line, index)))
            {
                if (line.Length > widest)
                {
                    problems.Add(new PageProblem(
                        page.File,
                        code.Line + 1 + index,
                        PageProblem.TooWide,
                        $"This line of code has {line.Length} characters; {widest} fit into a topic's {Width} columns."));
                }
            }
        }
    }
}
