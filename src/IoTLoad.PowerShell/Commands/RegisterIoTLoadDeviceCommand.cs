using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IoTLoad.Aws.Devices;
using IoTLoad.Aws.Devices.Provisioning;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.PowerShell.Results;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Provisions devices by claim or just in time at a rate, as a fleet does it by itself, and measures each step.</summary>
[Cmdlet(VerbsLifecycle.Register, "IoTLoadDevice", DefaultParameterSetName = Claim, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ProvisioningResult))]
public sealed class RegisterIoTLoadDeviceCommand : DeviceCommand
{
    private const string Claim = "Claim";
    private const string JustInTime = "JustInTime";

    /// <summary>Number of devices.</summary>
    [Parameter(Position = 0, Mandatory = true), WholeNumberTransformation, ValidateRange(1, 100_000)]
    public int Count { get; set; }

    /// <summary>Name of the provisioning template.</summary>
    [Parameter(Position = 1, Mandatory = true, ParameterSetName = Claim)]
    [ArgumentCompleter(typeof(ProvisioningTemplateCompleter)), ValidatePattern("^[0-9A-Za-z_-]{1,36}$")]
    public string ProvisioningTemplate { get; set; } = "";

    /// <summary>The claim certificate, PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Claim), ValidateNotNullOrEmpty]
    public string ClaimCertificateFile { get; set; } = "";

    /// <summary>The claim certificate's private key, PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Claim), ValidateNotNullOrEmpty]
    public string ClaimKeyFile { get; set; } = "";

    /// <summary>The template's parameters.</summary>
    [Parameter(ParameterSetName = Claim), ValidateNotNull]
    public Hashtable Parameter { get; set; } = [];

    /// <summary>The CA certificate that the devices' certificates are issued by, PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JustInTime), ValidateNotNullOrEmpty]
    public string DeviceCaFile { get; set; } = "";

    /// <summary>The CA certificate's private key, PEM.</summary>
    [Parameter(Mandatory = true, ParameterSetName = JustInTime), ValidateNotNullOrEmpty]
    public string DeviceCaKeyFile { get; set; } = "";

    /// <summary>Subject of the devices' certificates.</summary>
    [Parameter(ParameterSetName = JustInTime), ValidateNotNullOrEmpty]
    public string Subject { get; set; } = "CN={{clientId}}";

    /// <summary>How long a device waits between two attempts to connect.</summary>
    [Parameter(ParameterSetName = JustInTime), ValidateNotNullOrEmpty]
    public string RetryInterval { get; set; } = "1s";

    /// <summary>What the names of the devices begin with.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string NamePrefix { get; set; } = "iotload";

    /// <summary>Devices a second that begin.</summary>
    [Parameter, NumberTransformation, ValidateRange(0.01, 10_000)]
    public double Rate { get; set; } = 9;

    /// <summary>How long each step may take.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Timeout { get; set; } = "30s";

    /// <summary>Certificate authorities that the endpoint's certificate must chain to, PEM.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true), ValidateNotNullOrEmpty]
    [PSDefaultValue(Help = "Those of the system")]
    public string? CaFile { get; set; }

    private protected override void Process()
    {
        var timeout = Positive(Timeout, "-Timeout");
        ProvisioningRequest request = ParameterSetName == Claim
            ? ClaimRequest(timeout) : JustInTimeRequest(timeout, Positive(RetryInterval, "-RetryInterval"));
        DeviceFleet.Check(request);
        var way = ParameterSetName == Claim ? $"by the template {ProvisioningTemplate}" : $"just in time, certificates of {DeviceCaFile}";
        if (!ShouldProcess($"{NamePrefix}-*", Text($"Provision {Count} devices in AWS IoT Core {way}, {Rate}/s")))
        {
            return;
        }

        var result = Await($"Devices {NamePrefix}-*", async progress =>
        {
            var account = await AccountEndpoint.FindAsync(Connection(), "Data-ATS", Stopped);
            var endpoint = IotCoreEndpoint.UriOf(
                IotCoreEndpoint.Keyword, account.Address, LoadProtocol.Mqtt, hasCertificate: true, hasAuthorizer: false);
            using var fleet = await OpenAsync();
            return await fleet.ProvisionAsync(request, endpoint, progress, Stopped);
        });
        WriteObject(InvariantRow.Of(result));
        foreach (var failure in result.Failures)
        {
            WriteError(LoadErrorRecord.Of(failure.ToException(result)));
        }
    }

    private ClaimRequest ClaimRequest(TimeSpan timeout) => new()
    {
        Template = ProvisioningTemplate,
        Count = Count,
        NamePrefix = NamePrefix,
        Parameters = Parameter.Cast<DictionaryEntry>().ToDictionary(
            each => $"{each.Key}", each => Convert.ToString(each.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal),
        Claim = new TlsPlan { CaFile = PathOf(CaFile), CertificateFile = PathOf(ClaimCertificateFile), KeyFile = PathOf(ClaimKeyFile) },
        Rate = Rate,
        Timeout = timeout,
    };

    private JustInTimeRequest JustInTimeRequest(TimeSpan timeout, TimeSpan retry) => new()
    {
        AuthorityFile = PathOf(DeviceCaFile)!,
        AuthorityKeyFile = PathOf(DeviceCaKeyFile)!,
        Count = Count,
        NamePrefix = NamePrefix,
        Subject = Subject,
        RetryInterval = retry,
        CaFile = PathOf(CaFile),
        Rate = Rate,
        Timeout = timeout,
    };

    private static TimeSpan Positive(string text, string parameter)
    {
        var duration = DurationText.Parse(text, parameter);
        return duration > TimeSpan.Zero ? duration : throw LoadException.InvalidInput(
            $"Invalid{parameter[1..]}", $"{parameter} must be longer than 0.", "Write it as 10s or 1m.", text);
    }
}
