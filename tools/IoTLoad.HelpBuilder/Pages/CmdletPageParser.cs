using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Pages;

/// <summary>Reads the page of a cmdlet and holds it against the format; CONTRIBUTING.md describes that for authors.</summary>
internal static class CmdletPageParser
{
    public static CmdletPage Parse(string file, string markdown, List<PageProblem> problems)
    {
        var page = new CmdletPage(file, PageOutline.Read(file, markdown, problems));
        var check = new Format(page, problems);
        check.Title();
        check.Sections();
        check.Required();
        check.Entries();
        return page;
    }

    private sealed class Format(CmdletPage page, List<PageProblem> problems)
    {
        public void Title()
        {
            var name = Path.GetFileNameWithoutExtension(page.File);
            if (page.Name != name)
            {
                Complain(page.Outline.Line, PageProblem.Format,
                    $"The page's title is '{page.Name}'; it must match its file name: # {name}");
            }
        }

        public void Sections()
        {
            var next = 0;
            foreach (var section in page.Outline.Sections)
            {
                var place = CmdletPage.SectionTitles.ToList().IndexOf(section.Title);
                if (place < next)
                {
                    var problem = place < 0 ? "is not one of the page's sections" : "comes twice, or too late";
                    Complain(section.Line, PageProblem.Format,
                        $"'{section.Title}' {problem}. In their order: {string.Join(", ", CmdletPage.SectionTitles)}.");
                }
                else
                {
                    next = place + 1;
                }
            }
        }

        public void Required()
        {
            if (page.Synopsis.Length == 0)
            {
                Complain(LineOf("Synopsis"), PageProblem.Missing, "The page lacks its synopsis: a paragraph below ## Synopsis.");
            }

            if (page.Description.Count == 0)
            {
                Complain(LineOf("Description"), PageProblem.Missing, "The page lacks its description: text below ## Description.");
            }

            if (page.Examples.Count == 0)
            {
                Complain(LineOf("Examples"), PageProblem.Missing, "The page lacks an example: a heading of level 3 below ## Examples.");
            }
        }

        public void Entries()
        {
            foreach (var example in page.Examples
                .Where(example => example.Blocks.FirstOrDefault() is not TextBlock.Code { IsPowerShell: true }))
            {
                Complain(example.Line, PageProblem.Missing, $"The example '{example.Title}' does not begin with its command, "
                    + "a fence of ```powershell; text comes after it, as in Get-Help.");
            }

            foreach (var parameter in page.Parameters.Where(parameter => !parameter.Title.StartsWith('-')))
            {
                Complain(parameter.Line, PageProblem.Format, $"The heading of a parameter is its name with a dash: ### -{parameter.Title}");
            }

            foreach (var entry in page.Parameters.Concat(page.Inputs).Concat(page.Outputs).Where(entry => entry.Blocks.Count == 0))
            {
                Complain(entry.Line, PageProblem.Missing, $"There is no text for {entry.Title}.");
            }

            foreach (var section in Only("Examples").Concat(Only("Parameters")).Concat(Only("Inputs")).Concat(Only("Outputs"))
                .Where(section => section.Blocks.Count > 0 && !(section.Title == "Parameters" && page.ParametersOf is not null)))
            {
                Complain(section.Blocks[0].Line, PageProblem.Format,
                    $"Below ## {section.Title} come only entries with a heading of level 3.");
            }

            foreach (var section in Only("Synopsis").Concat(Only("Description")).Concat(Only("Notes")).Concat(Only("Related links"))
                .Where(section => section.Sections.Count > 0))
            {
                Complain(section.Sections[0].Line, PageProblem.Format, $"## {section.Title} has no headings within it.");
            }
        }

        private IEnumerable<PageSection> Only(string title) => page.Outline.Sections.Where(section => section.Title == title);

        private int LineOf(string title) => page.Section(title)?.Line ?? page.Outline.Line;

        private void Complain(int line, string code, string message) => problems.Add(new PageProblem(page.File, line, code, message));
    }
}
