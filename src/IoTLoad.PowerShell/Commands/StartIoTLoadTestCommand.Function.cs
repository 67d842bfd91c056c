using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Fanout;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.InfluxDb;

namespace IoTLoad.PowerShell.Commands;

/// <content>The test on Lambda functions: how the plan is spread.</content>
public sealed partial class StartIoTLoadTestCommand : IFanoutParameters
{
    /// <summary>Name of the function that runs the test, in shards.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "This machine runs the test")]
    [ArgumentCompleter(typeof(FunctionCompleter))]
    public string? Function { get; set; }

    /// <summary>Number of shards.</summary>
    [Parameter, ValidateRange(1, LoadPlanSplit.MaxShards), WholeNumberTransformation]
    public int Workers { get; set; } = 1;

    /// <summary>How shards are started.</summary>
    [Parameter]
    public FanoutTrigger Trigger { get; set; }

    /// <summary>Trigger messages a second.</summary>
    [Parameter, PSDefaultValue(Help = "All at once, for a common start"), NumberTransformation]
    public double? TriggerRate { get; set; }

    /// <summary>From the first invocation to the common start.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string StartDelay { get; set; } = "10s";

    /// <summary>Broker for reports and commands.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "The broker under test")]
    public string? ControlEndpoint { get; set; }

    /// <summary>Names of parameters in SSM that functions find secrets in.</summary>
    [Parameter, ValidateNotNull]
    public Hashtable SecretParameter { get; set; } = [];

    /// <summary>Starts a shard again that is not heard of any more.</summary>
    [Parameter]
    public SwitchParameter RestartFailed { get; set; }

    /// <summary>How often shards report.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string ReportInterval { get; set; } = "5s";

    private FanoutOptions Fanout(LoadPlan plan, bool always)
    {
        var options = FanoutParameters.Options(this, plan, always);
        return options with
        {
            Trigger = Trigger,
            TriggerRate = TriggerRate,
            RestartFailed = RestartFailed,
            Points = PointSample == 0 ? null : Points(options.Secrets),
        };
    }

    // Single messages are known where they are received, so functions write their points themselves.
    private PointTarget Points(SecretSources secrets)
    {
        var server = ConnectionToInfluxDb();
        InfluxDbSink.CheckSample(PointSample);
        if (server.CertificateFile is not null)
        {
            throw LoadException.InvalidInput(
                "PointsNeedToken", "Functions cannot show InfluxDB a client certificate.",
                "Leave out -PointSample, or let InfluxDB accept the functions by a token or password.", server.CertificateFile);
        }

        (string Secret, bool Needed)[] all =
        [
            (nameof(secrets.InfluxToken), server.Token is not null && secrets.InfluxToken is null),
            (nameof(secrets.InfluxPassword), server.Password is not null && secrets.InfluxPassword is null),
            (nameof(secrets.InfluxCertificateAuthorities), server.CaFile is not null && secrets.InfluxCertificateAuthorities is null),
        ];
        if (all.FirstOrDefault(each => each.Needed).Secret is { } missing)
        {
            throw LoadException.InvalidInput(
                "FunctionNeedsParameter",
                "Functions write the points of -PointSample themselves, and no event may hold what InfluxDB lets them in with.",
                $"Put it into SSM as SecureString under /iotload/{Function}/, and add -SecretParameter @{{ {missing} = '…' }}.",
                Function);
        }

        return new PointTarget
        {
            Url = server.Url,
            Org = server.Org,
            Bucket = server.Bucket,
            Database = server.Database,
            Username = server.Username,
            Timeout = server.Timeout,
            SkipCertificateCheck = server.SkipCertificateCheck,
            Sample = PointSample,
            Payload = PointPayload,
        };
    }
}
