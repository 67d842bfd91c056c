namespace IoTLoad.HelpBuilder.Tests;

public sealed class HelpBuildTests : IDisposable
{
    private readonly string _output = Directory.CreateTempSubdirectory("iotload-help-").FullName;

    [Theory]
    [InlineData("IoTLoad.HelpBuilder.Sample.dll-Help.xml")]
    [InlineData("about_Sample.help.txt")]
    public void The_help_of_the_sample_is_as_it_was(string name)
    {
        Assert.Equal("", Run(Path.Combine(SamplePages.Folder, "cmdlets"), succeeds: true));
        var golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", name));
        Assert.Equal(golden.ReplaceLineEndings("\n"), File.ReadAllText(Path.Combine(_output, name)));
    }

    [Fact]
    public void A_topic_that_has_gone_is_removed()
    {
        var old = Path.Combine(_output, "about_Old.help.txt");
        File.WriteAllText(old, "TOPIC");
        Run(Path.Combine(SamplePages.Folder, "cmdlets"), succeeds: true);
        Assert.False(File.Exists(old));
    }

    [Fact]
    public void Nothing_is_written_if_a_page_is_missing()
    {
        var problems = Run(Path.Combine(SamplePages.Folder, "nowhere"), succeeds: false);
        Assert.Contains("Get-SampleTea.md(1): error HELP005: ", problems, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_output));
    }

    [Theory]
    [InlineData("--assembly")]
    [InlineData("--assembly", "a", "--cmdlets", "b", "--about", "c", "--noun-prefix", "d")]
    [InlineData("--assembly", "a", "--cmdlets", "b", "--about", "c", "--noun-prefix", "d", "--output", "e", "--else", "f")]
    public void A_command_line_has_to_be_complete(params string[] arguments) => Assert.Null(BuildOptions.Parse(arguments));

    public void Dispose() => Directory.Delete(_output, recursive: true);

    private string Run(string cmdlets, bool succeeds)
    {
        using var problems = new StringWriter();
        var options = new BuildOptions(SamplePages.Assembly, cmdlets, Path.Combine(SamplePages.Folder, "about"), "Sample", _output);
        Assert.Equal(succeeds, HelpBuild.Run(options, problems));
        return problems.ToString();
    }
}
