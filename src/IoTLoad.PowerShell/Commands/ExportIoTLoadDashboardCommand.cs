using System.Management.Automation;
using IoTLoad.Aws.Metrics;
using IoTLoad.Aws.Quotas;
using IoTLoad.Engine;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Reports.Dashboards;

namespace IoTLoad.PowerShell.Commands;

/// <summary>Makes a dashboard for Grafana or for Amazon CloudWatch.</summary>
[Cmdlet(VerbsData.Export, "IoTLoadDashboard", SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo), typeof(PublishedDashboard))]
public sealed class ExportIoTLoadDashboardCommand : AwsCommand
{
    private static readonly string[] ForGrafana = [nameof(Title), nameof(DataSourceLanguage), nameof(DataSource), nameof(Bucket)];

    private static readonly string[] ForCloudWatch =
        [nameof(FunctionName), nameof(PublishQuota), nameof(ConnectQuota), nameof(ConcurrencyQuota), nameof(Publish), nameof(Name)];

    /// <summary>What the dashboard is for.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public DashboardType Type { get; set; }

    /// <summary>File to write; without it, the JSON is returned as text.</summary>
    [Parameter(Position = 1), ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Title in Grafana.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Title { get; set; } = "IoTLoad";

    /// <summary>The language that Grafana's data source is set to.</summary>
    [Parameter]
    public GrafanaLanguage DataSourceLanguage { get; set; }

    /// <summary>UID of Grafana's data source.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "Grafana's default one")]
    public string? DataSource { get; set; }

    /// <summary>Flux: the bucket that is chosen when the dashboard is opened.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Bucket { get; set; } = "loadtest";

    /// <summary>Lambda functions to show in CloudWatch.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] FunctionName { get; set; } = [];

    /// <summary>The account's quota of publishes, each direction, requests a second.</summary>
    [Parameter, ValidateRange(1, int.MaxValue), NumberTransformation]
    public double PublishQuota { get; set; } = IoTCoreQuota.InboundPublishes.Value;

    /// <summary>The account's quota of connects, requests a second.</summary>
    [Parameter, ValidateRange(1, int.MaxValue), NumberTransformation]
    public double ConnectQuota { get; set; } = IoTCoreQuota.ConnectRequests.Value;

    /// <summary>The account's quota of concurrent executions in Lambda.</summary>
    [Parameter, ValidateRange(1, int.MaxValue), NumberTransformation]
    public double ConcurrencyQuota { get; set; } = 1000;

    /// <summary>Puts the dashboard into CloudWatch.</summary>
    [Parameter]
    public SwitchParameter Publish { get; set; }

    /// <summary>Name of the dashboard in CloudWatch.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Name { get; set; } = "IoTLoad";

    private protected override void Process()
    {
        var others = Type == DashboardType.Grafana ? ForCloudWatch : ForGrafana;
        if (Array.Find(others, MyInvocation.BoundParameters.ContainsKey) is { } parameter)
        {
            throw LoadException.InvalidInput(
                "DashboardHasNoSuchParameter", $"-{parameter} has no meaning with -Type {Type}.",
                $"Leave it out, or write -Type {(Type == DashboardType.Grafana ? DashboardType.CloudWatch : DashboardType.Grafana)}.",
                parameter);
        }

        var body = Type == DashboardType.Grafana ? Grafana() : CloudWatch();
        if (PathOf(Path) is { } file && ShouldProcess(file, "Write the dashboard"))
        {
            WriteObject(WriteFile(file, body, "DashboardNotWritten", "The dashboard"));
        }

        if (Publish && ShouldProcess(Name, "Put the dashboard into Amazon CloudWatch"))
        {
            WriteObject(Await("Amazon CloudWatch", _ => CloudWatchDashboards.PutAsync(Connection(), Name, body, Stopped)));
        }

        if (Path is null && !Publish)
        {
            WriteObject(body);
        }
    }

    private string Grafana() => GrafanaDashboard.Build(new GrafanaOptions
    {
        Title = Title,
        Language = DataSourceLanguage,
        DataSource = DataSource,
        Bucket = Bucket,
    });

    private string CloudWatch() => CloudWatchDashboard.Build(new CloudWatchOptions
    {
        Region = CloudWatchDashboards.RegionOf(Connection()),
        FunctionNames = FunctionName,
        InboundQuota = PublishQuota,
        OutboundQuota = PublishQuota,
        ConnectQuota = ConnectQuota,
        ConcurrencyQuota = ConcurrencyQuota,
    });
}
