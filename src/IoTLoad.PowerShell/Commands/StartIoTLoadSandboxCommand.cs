using System.Collections;
using System.Management.Automation;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Sandboxes;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Starts a local stand-in for AWS IoT Core, Lambda and CloudWatch.</summary>
[Cmdlet(VerbsLifecycle.Start, "IoTLoadSandbox", SupportsShouldProcess = true, DefaultParameterSetName = LimitSet)]
[OutputType(typeof(LoadSandbox))]
public sealed class StartIoTLoadSandboxCommand : SandboxCommand
{
    private const string LimitSet = "Limit";
    private const string NoLimitSet = "NoLimit";

    /// <summary>Region that it stands for.</summary>
    [Parameter(Position = 0), ValidatePattern("^[a-z]{2}(-[a-z]+)+-[0-9]$"), ArgumentCompleter(typeof(RegionCompleter))]
    public string Region { get; set; } = "us-east-1";

    /// <summary>Port of AWS's services.</summary>
    [Parameter, ValidateRange(0, ushort.MaxValue), PSDefaultValue(Help = "A free port"), WholeNumberTransformation]
    public int Port { get; set; }

    /// <summary>Port of devices.</summary>
    [Parameter, ValidateRange(0, ushort.MaxValue), PSDefaultValue(Help = "A free port"), WholeNumberTransformation]
    public int DevicePort { get; set; }

    /// <summary>Limits that differ from AWS's.</summary>
    [Parameter(ParameterSetName = LimitSet), ValidateNotNull, ArgumentCompleter(typeof(SandboxLimitCompleter))]
    public IDictionary? Limit { get; set; }

    /// <summary>None of IoT Core's limits.</summary>
    [Parameter(ParameterSetName = NoLimitSet)]
    public SwitchParameter NoLimit { get; set; }

    /// <summary>Faults from the start on.</summary>
    [Parameter, ValidateNotNull, ArgumentCompleter(typeof(SandboxFaultCompleter))]
    public IDictionary? Fault { get; set; }

    /// <summary>How long after its beginning CloudWatch shows a minute.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string CloudWatchDelay { get; set; } = "0s";

    /// <summary>Lets the sandbox go on when this session ends.</summary>
    [Parameter]
    public SwitchParameter Detach { get; set; }

    private protected override void End()
    {
        var (devices, functions) = SandboxSettings.Limits(Limit ?? new Hashtable());
        var start = new SandboxStart
        {
            Region = Region,
            Port = Port,
            DevicePort = DevicePort,
            CloudWatchDelay = DurationText.Parse(CloudWatchDelay, "-CloudWatchDelay"),
            DeviceLimits = NoLimit ? SandboxStart.NoLimits : devices,
            FunctionLimits = functions,
            Faults = Fault is null ? null : SandboxSettings.Faults(Fault),
            Detach = Detach,
        };
        if (ShouldProcess(Region, "Start a sandbox"))
        {
            WriteObject(Read(Await("Sandbox", () => start.RunAsync(Stopped))));
        }
    }
}
