using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

public sealed class HelpTests
{
    private static readonly string Import = $"$ErrorActionPreference = 'Stop'; Import-Module '{TestEnvironment.Module}'; ";

    [Fact]
    public async Task Every_cmdlet_has_a_synopsis_examples_and_a_text_for_each_parameter()
    {
        var lacking = await Pwsh.RunAsync(Import + """
            foreach ($command in Get-Command -Module IoTLoad) {
                $help = Get-Help $command.Name -Full
                if (-not $help.Synopsis.Trim() -or $help.Synopsis -match '^\s*Start-|^\s*Get-|^\s*\w+-IoTLoad') { "$command has no synopsis" }
                if (-not $help.description) { "$command has no description" }
                if (@($help.examples.example).Count -lt 2) { "$command has less than two examples" }
                $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
                foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
                    $parameter = $help.parameters.parameter | Where-Object Name -eq $name
                    if (-not $parameter.description.Text) { "$command -$name has no text" }
                }
            }
            """);

        Assert.Equal("", lacking.Trim());
    }

    [Fact]
    public async Task The_about_topic_is_found()
    {
        var text = await Pwsh.RunAsync(Import + "Get-Help about_IoTLoad");

        Assert.Contains("SHORT DESCRIPTION", text, StringComparison.OrdinalIgnoreCase);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Fact]
    public async Task Parameters_say_their_defaults()
    {
        var text = await Pwsh.RunAsync(Import + """
            foreach ($name in 'Clients', 'Arrival', 'Topic', 'RampUp') { (Get-Help Start-IoTLoadTest -Parameter $name).defaultValue }
            (Get-Help Get-IoTLoadTest -Parameter Newest).defaultValue
            """);

        Assert.Equal(["100", "Uniform", "loadtest/{{run}}/{{device}}", "None", "All"],
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Every_example_is_a_script_with_parameters_that_exist()
    {
        var problems = await Pwsh.RunAsync(Import + $$"""
            $pages = Get-ChildItem '{{Path.Combine(TestEnvironment.Repository, "docs")}}' -Recurse -Filter *.md; $pages += Get-Item '{{Path.Combine(TestEnvironment.Repository, "README.md")}}'
            foreach ($page in $pages) {
                foreach ($block in [regex]::Matches((Get-Content $page -Raw), '(?s)```powershell\r?\n(.*?)```')) {
                    $errors = $null
                    $tree = [System.Management.Automation.Language.Parser]::ParseInput($block.Groups[1].Value, [ref] $null, [ref] $errors)
                    $errors.ForEach({ "$($page.Name): $_" })
                    foreach ($call in $tree.FindAll({ param($node) $node -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                        $command = Get-Command $call.GetCommandName() -Module IoTLoad -ErrorAction Ignore
                        if (-not $command) { if ($call.GetCommandName() -match 'IoTLoad') { "$($page.Name): no cmdlet $($call.GetCommandName())" }; continue }
                        foreach ($parameter in $call.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] })) {
                            if (-not $command.Parameters.ContainsKey($parameter.ParameterName)) { "$($page.Name): $command has no -$($parameter.ParameterName)" }
                        }
                    }
                }
            }
            """);

        Assert.Equal("", problems.Trim());
    }
}
