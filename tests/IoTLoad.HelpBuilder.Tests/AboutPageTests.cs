using IoTLoad.HelpBuilder.Checks;
using IoTLoad.HelpBuilder.Pages;
using IoTLoad.HelpBuilder.Writing;

namespace IoTLoad.HelpBuilder.Tests;

public sealed class AboutPageTests
{
    private const string Page =
        "# about_Tea\n\n## Short description\n\nTea.\n\n## Long description\n\nAll about tea.\n\n```powershell\nGet-SampleTea\n```\n";

    [Fact]
    public void A_page_in_order_has_no_problems() => Assert.Empty(Check(Page));

    [Theory]
    [InlineData("# about_Tea", "# about_Coffee", PageProblem.Format, 1)]
    [InlineData("## Short description\n\nTea.\n\n", "", PageProblem.Missing, 3)]
    [InlineData("Tea.\n\n", "", PageProblem.Missing, 3)]
    [InlineData("Get-SampleTea", "Get-SampleTea -Name a_name_that_is_much_too_long,to_fit_into_a_line_of_a_topic", PageProblem.TooWide, 12)]
    public void A_problem_names_its_line(string from, string to, string code, int line) =>
        Assert.Contains((code, line), Check(Page.Replace(from, to, StringComparison.Ordinal))
            .Select(problem => (problem.Code, problem.Line)));

    private static List<PageProblem> Check(string markdown)
    {
        var problems = new List<PageProblem>();
        AboutWriter.Write(AboutPageParser.Parse("about_Tea.md", markdown, problems), problems);
        return problems;
    }
}
