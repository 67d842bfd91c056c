using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

[Collection(nameof(InPwsh))]
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
            """, InPwsh.Store);

        Assert.Equal("", lacking.Trim());
    }

    [Fact]
    public async Task The_about_topic_is_found()
    {
        var text = await Pwsh.RunAsync(Import + "Get-Help about_IoTLoad", InPwsh.Store);

        Assert.Contains("SHORT DESCRIPTION", text, StringComparison.OrdinalIgnoreCase);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Fact]
    public async Task Parameters_say_their_defaults()
    {
        var text = await Pwsh.RunAsync(Import + """
            foreach ($name in 'Clients', 'Arrival', 'Topic', 'RampUp') { (Get-Help Start-IoTLoadTest -Parameter $name).defaultValue }
            (Get-Help Get-IoTLoadTest -Parameter Newest).defaultValue
            """, InPwsh.Store);

        Assert.Equal(["100", "Uniform", "loadtest/{{run}}/{{device}}", "None", "All"],
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
