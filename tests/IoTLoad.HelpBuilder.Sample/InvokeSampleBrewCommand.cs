using System.Management.Automation;

namespace IoTLoad.HelpBuilder.Sample;

/// <summary>A cmdlet with all that help has to show: sets, defaults of every kind, limits, -WhatIf.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "SampleBrew", SupportsShouldProcess = true, DefaultParameterSetName = "ByName")]
[OutputType(typeof(string))]
public sealed class InvokeSampleBrewCommand : PSCmdlet
{
    [Parameter(ParameterSetName = "ByRecipe", Mandatory = true)]
    public string? Recipe { get; set; }

    [Parameter(ParameterSetName = "ByName", Mandatory = true, Position = 0)]
    public string? Name { get; set; }

    [Parameter]
    public double Degrees { get; set; } = 92.5;

    [Parameter]
    public int? Cups { get; set; }

    [Parameter]
    public Strength Strength { get; set; } = Strength.Medium;

    [Parameter]
    [ValidateSet("Cup", "Pot")]
    public string Vessel { get; set; } = "Cup";

    [Parameter]
    [PSDefaultValue(Help = "The kitchen's clock")]
    public DateTimeOffset? At { get; set; }

    [Parameter]
    public SwitchParameter Milk { get; set; }

    protected override void ProcessRecord()
    {
        if (ShouldProcess(Name ?? Recipe))
        {
            WriteObject(Name ?? Recipe);
        }
    }
}
