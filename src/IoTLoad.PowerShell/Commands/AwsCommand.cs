using System.Management.Automation;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Devices;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.Metrics;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Running;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet that speaks to AWS, with the parameters that users of AWS.Tools know.</summary>
public abstract class AwsCommand : IoTLoadCommand
{
    private protected AwsCommand()
    {
    }

    /// <summary>Name of a profile of the AWS configuration.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AwsProfileCompleter))]
    public string? ProfileName { get; set; }

    /// <summary>File that holds the profile, where it is not the usual one.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? ProfileLocation { get; set; }

    /// <summary>AWS region.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegionCompleter))]
    public string? Region { get; set; }

    /// <summary>Access key ID.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? AccessKey { get; set; }

    /// <summary>Secret access key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? SecretKey { get; set; }

    /// <summary>Session token of temporary credentials.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? SessionToken { get; set; }

    /// <summary>An AWS credentials object, as AWS.Tools' cmdlets return it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNull]
    public object? Credential { get; set; }

    /// <summary>Endpoint of AWS's services, in place of the region's own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    public string? EndpointUrl { get; set; }

    /// <summary>Whether the user said who signs, so that requests to hosts that are not AWS's are signed, too.</summary>
    private protected bool HasCredentials =>
        AccessKey is not null || SecretKey is not null || ProfileName is not null || Credential is not null;

    /// <summary>
    /// How to reach AWS. What is not given as a parameter is what Set-AWSCredential and Set-DefaultAWSRegion have left in the
    /// session.
    /// </summary>
    /// <exception cref="Engine.LoadException">AwsCredentialUnknown.</exception>
    /// <param name="region">The region where none is given; null leaves it to what is found.</param>
    private protected AwsConnection Connection(string? region = null)
    {
        var given = Credential
            ?? (AccessKey is null && SecretKey is null && ProfileName is null ? SessionVariable("StoredAWSCredentials") : null);
        return new AwsConnection
        {
            ProfileName = ProfileName,
            ProfileLocation = PathOf(ProfileLocation),
            Region = Region ?? region ?? SessionVariable("StoredAWSRegion")?.ToString(),
            AccessKey = AccessKey,
            SecretKey = SecretKey,
            SessionToken = SessionToken,
            EndpointUrl = EndpointUrl,
            CredentialSource = given is null ? null : AwsCredentialParameter.Reader(given),
        };
    }

    /// <summary>A run on functions whose session is gone.</summary>
    private protected FanoutRun Orphan(StoredRun run, FanoutState state) =>
        Await($"Function {state.Options.FunctionName}",
            _ => FanoutRun.ResumeAsync(run.Plan!, state, Connection(state.Region), Stopped));

    private protected TestRun Resume(FanoutRun test, FanoutState state) => TestRun.Resume(
        test, Store,
        state.CloudWatch is { } question ? new CloudWatchVerdict(Connection(question.Region ?? state.Region), question) : null);

    private object? SessionVariable(string name) => SessionState.PSVariable.GetValue(name);
}

/// <summary>A cmdlet about the function that runs shards.</summary>
public abstract class FunctionCommand : AwsCommand
{
    private protected FunctionCommand()
    {
    }

    /// <summary>The zip that the module brings along for an instruction set; it is there in the packaged module.</summary>
    private protected string ZipOf(string architecture) => Path.Combine(
        Path.GetDirectoryName(GetType().Assembly.Location)!, "function",
        $"iotload-function-linux-{(architecture == "x86_64" ? "x64" : "arm64")}.zip");
}

/// <summary>A cmdlet about devices in AWS IoT Core.</summary>
public abstract class DeviceCommand : AwsCommand
{
    private protected DeviceCommand()
    {
    }

    /// <summary>Folder with the devices' keys and certificates.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? OutputFolder { get; set; }

    /// <summary>Opens the fleets of an account.</summary>
    private protected Task<DeviceFleet> OpenAsync(double? requestRate = null) =>
        DeviceFleet.OpenAsync(Connection(), Path.Combine(Store.Root, "devices"), PathOf(OutputFolder), requestRate, Stopped);

    /// <summary>Reports what could not be done.</summary>
    private protected void WriteFaults(FleetOutcome outcome)
    {
        foreach (var fault in outcome.Faults)
        {
            WriteError(LoadErrorRecord.Of(fault));
        }
    }
}
