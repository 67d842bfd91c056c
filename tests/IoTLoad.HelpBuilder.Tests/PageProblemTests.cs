using IoTLoad.HelpBuilder.Checks;

namespace IoTLoad.HelpBuilder.Tests;

public sealed class PageProblemTests
{
    [Fact]
    public void A_page_in_order_has_no_problems() => Assert.Empty(SamplePages.Check(SamplePages.BrewPage));

    /// <summary>Each case replaces a text of the page; the problem is on the line that holds <c>place</c> then.</summary>
    [Theory]
    [InlineData("# Invoke-SampleBrew\n", "# Invoke-SampleBrews\n", PageProblem.UnknownCmdlet, "# Invoke-SampleBrews")]
    [InlineData("# Invoke-SampleBrew\n", "# Invoke-SampleBrews\n", PageProblem.Format, "# Invoke-SampleBrews")]
    [InlineData("# Invoke-SampleBrew\n", "Tea\n", PageProblem.Format, "Tea")]
    [InlineData("Brews a cup of tea\nor coffee.\n", "", PageProblem.Missing, "## Synopsis")]
    [InlineData("## Description\n", "", PageProblem.Missing, "# Invoke-SampleBrew")]
    [InlineData("## Examples\n", "", PageProblem.Missing, "# Invoke-SampleBrew")]
    [InlineData("## Notes\n", "## Remarks\n", PageProblem.Format, "## Remarks")]
    [InlineData("## Notes\n", "## Description\n", PageProblem.Format, "## Description\n\nWait")]
    [InlineData("## Notes\n", "### Notes\n", PageProblem.OutputType, "### Notes")]
    [InlineData("Wait before", "#### Deep\n\nWait before", PageProblem.Format, "#### Deep")]
    [InlineData("Wait before", "> Quoted\n\nWait before", PageProblem.Format, "> Quoted")]
    [InlineData("### A cup\n", "### A cup\n\nFirst some text.\n", PageProblem.Missing, "### A cup")]
    [InlineData("### -Milk\n\nAdds milk.\n", "", PageProblem.UndocumentedParameter, "## Parameters")]
    [InlineData("Adds milk.\n", "", PageProblem.Missing, "### -Milk")]
    [InlineData("### -Milk\n", "### Milk\n", PageProblem.Format, "### Milk")]
    [InlineData("### -Milk\n", "### -milk\n", PageProblem.UnknownParameter, "### -milk")]
    [InlineData("### -Milk\n", "### -Sugar\n\nAdds sugar.\n\n### -Milk\n", PageProblem.UnknownParameter, "### -Sugar")]
    [InlineData("### -Milk\n", "### -At\n\nWhen.\n\n### -Milk\n", PageProblem.Format, "### -At\n\nWhen.\n\n### -Milk")]
    [InlineData("### -Milk\n", "### -WhatIf\n\nNothing happens.\n\n### -Milk\n", PageProblem.UnknownParameter, "### -WhatIf")]
    [InlineData("### System.String\n", "### System.Int32\n", PageProblem.OutputType, "## Outputs")]
    [InlineData("### System.String\n", "### System.Int32\n", PageProblem.OutputType, "### System.Int32")]
    [InlineData("Name Assam -Degrees 95", "Name Assam -Sugar", PageProblem.Example, "Invoke-SampleBrew -Name Assam -Sugar")]
    [InlineData("Name Assam -Degrees 95", "Name Assam -Deg 95", PageProblem.Example, "Invoke-SampleBrew -Name Assam -Deg")]
    [InlineData("Name Assam -Degrees 95", "Name (", PageProblem.Example, "Invoke-SampleBrew -Name (")]
    [InlineData("Invoke-SampleBrew -Name Assam -Degrees 95", "Invoke-SampleBrews", PageProblem.Example, "Invoke-SampleBrews")]
    [InlineData("    Recipe =", "    Recipes =", PageProblem.Example, "    Recipes =")]
    public void A_problem_names_its_line(string from, string to, string code, string place)
    {
        var page = SamplePages.BrewPage.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(SamplePages.BrewPage, page);
        var problems = SamplePages.Check(page);
        Assert.Contains((code, SamplePages.LineOf(page, place)), problems.Select(problem => (problem.Code, problem.Line)));
    }

    [Theory]
    [InlineData("Get-Date -Format o")]
    [InlineData("Invoke-SampleBrew Assam -Verbose -ProgressAction Ignore -Confirm:$false")]
    [InlineData("'Assam' | ForEach-Object { Invoke-SampleBrew -Name $_ -Milk }")]
    public void Other_commands_and_common_parameters_are_fine_in_examples(string command) =>
        Assert.Empty(SamplePages.Check(SamplePages.BrewPage.Replace("Invoke-SampleBrew -Name Assam -Degrees 95", command,
            StringComparison.Ordinal)));

    [Theory]
    [InlineData("The others are as in [Get-SampleTea](Get-SampleTea.md).", true)]
    [InlineData("The others are as in [Get-SampleCup](Get-SampleCup.md).", false)]
    [InlineData("They speak for themselves.", false)]
    public void A_page_may_take_the_texts_of_parameters_from_another_one(string text, bool isRight)
    {
        var page = SamplePages.BrewPage.Replace("### -Name\n\nName of the tea.\n", text + "\n", StringComparison.Ordinal);
        Assert.NotEqual(SamplePages.BrewPage, page);

        Assert.Equal(isRight, SamplePages.Check(page).Count == 0);
    }

    [Fact]
    public void Pages_and_cmdlets_need_each_other()
    {
        var problems = new List<PageProblem>();
        PageCheck.Run("docs", [], SamplePages.Cmdlets, problems);
        Assert.Equal([PageProblem.UndocumentedCmdlet, PageProblem.UndocumentedCmdlet], problems.Select(problem => problem.Code));
        Assert.Equal(Path.Combine("docs", "Get-SampleTea.md"), problems[0].File);
    }

    [Fact]
    public void A_problem_reads_as_MSBuild_expects() =>
        Assert.Equal("docs/a.md(3): error HELP001: Wrong.", new PageProblem("docs/a.md", 3, PageProblem.Format, "Wrong.").ToString());
}
