using System.Management.Automation;
using IoTLoad.Aws.Devices;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <summary>A cmdlet whose parameters describe a plan: each a part of it, in the order of <see cref="LoadPlan"/>.</summary>
public abstract partial class PlanParametersCommand : AwsCommand
{
    private protected const string ParametersSet = "Parameters";

    private protected PlanParametersCommand()
    {
    }

    /// <summary>Who the devices that were piped in are; empty where none were, or where they share a certificate.</summary>
    internal IReadOnlyList<DeviceIdentity> PipedIdentities { get; set; } = [];

    /// <summary>Where devices connect to; an embedded broker where nothing is given.</summary>
    [Parameter(Position = 0), ValidateNotNullOrEmpty, ArgumentCompleter(typeof(EndpointCompleter))]
    public string[] Endpoint { get; set; } = [];

    /// <summary>How devices connect.</summary>
    [Parameter, PSDefaultValue(Help = "That of the endpoint's scheme; Mqtt without one")]
    public LoadProtocol Protocol { get; set; }

    /// <summary>Number of devices.</summary>
    [Parameter, Alias("Devices"), WholeNumberTransformation]
    public int Clients { get; set; } = 100;

    /// <summary>Who the devices are: a CSV file, or a folder with certificates and keys.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? Inventory { get; set; }

    /// <summary>Of the rows of <see cref="Inventory"/>, those of one group.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public string? InventoryGroup { get; set; }

    /// <summary>Target rate of all devices together, messages a second.</summary>
    [Parameter, NumberTransformation]
    public double Rate { get; set; } = 100;

    /// <summary>Length of the publishing phase at <see cref="Rate"/>.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string Duration { get; set; } = "10s";

    /// <summary>Messages after which the schedule ends.</summary>
    [Parameter(ParameterSetName = ParametersSet), PSDefaultValue(Help = "No limit: -Duration decides")]
    [WholeNumberTransformation]
    public long? MessageCount { get; set; }

    /// <summary>Time before <see cref="Duration"/> in which the rate rises from 0 to <see cref="Rate"/>.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? RampUp { get; set; }

    /// <summary>
    /// The load shape, in place of <see cref="Rate"/> and <see cref="Duration"/>: <c>'30s:1000'</c> goes to 1,000 messages a second
    /// in 30 s.
    /// </summary>
    [Parameter, ValidateNotNullOrEmpty]
    public object[]? Stage { get; set; }

    /// <summary>How intended times are spread.</summary>
    [Parameter]
    public Arrival Arrival { get; set; }

    /// <summary>Who publishes to whom.</summary>
    [Parameter]
    public TrafficPattern Pattern { get; set; } = TrafficPattern.RoundTrip;

    /// <summary>Topic of a device.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "loadtest/{{run}}/{{device}}")]
    public string? Topic { get; set; }

    /// <summary>Topic filter of fan-in subscribers.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? SubscribeFilter { get; set; }

    /// <summary>Downlink: topic of broadcasts.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? BroadcastTopic { get; set; }

    /// <summary>Fan-in: number of subscribers.</summary>
    [Parameter, WholeNumberTransformation]
    public int Subscribers { get; set; } = 1;

    /// <summary>Downlink: number of publishers.</summary>
    [Parameter, WholeNumberTransformation]
    public int Publishers { get; set; } = 1;

    /// <summary>QoS of publishing and subscribing.</summary>
    [Parameter, ArgumentCompleter(typeof(QoSCompleter)), WholeNumberTransformation]
    public int QoS { get; set; } = 1;

    /// <summary>Sets the retain flag.</summary>
    [Parameter]
    public SwitchParameter Retain { get; set; }

    /// <summary>Messages that one device may have unacknowledged.</summary>
    [Parameter, Alias("InFlightWindow"), WholeNumberTransformation]
    public int Window { get; set; } = 100;

    /// <summary>Messages that one device holds back while it cannot send.</summary>
    [Parameter, WholeNumberTransformation]
    public int BacklogLimit { get; set; } = 1000;

    /// <summary>Size of a fixed payload, bytes.</summary>
    [Parameter, PSDefaultValue(Help = "The reference document"), WholeNumberTransformation]
    public int PayloadSize { get; set; }

    /// <summary>File with a payload template.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? PayloadTemplate { get; set; }

    /// <summary>CSV file whose columns a template or topic uses.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? PayloadCsv { get; set; }

    /// <summary>Where messages carry what the receiver needs to account for them.</summary>
    [Parameter]
    public TrackingMode Tracking { get; set; }

    /// <summary>MQTT version.</summary>
    [Parameter, ValidateSet("3.1.1", "5")]
    public string MqttVersion { get; set; } = "3.1.1";

    /// <summary>Client ID of a device.</summary>
    [Parameter, ValidateNotNullOrEmpty, PSDefaultValue(Help = "iotload-{{run}}-{{device}}")]
    public string? ClientId { get; set; }

    /// <summary>Keep-alive.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string KeepAlive { get; set; } = "30s";

    /// <summary>Keeps sessions over reconnects.</summary>
    [Parameter]
    public SwitchParameter PersistentSession { get; set; }

    /// <summary>MQTT 5 session expiry of persistent sessions.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string SessionExpiry { get; set; } = "1h";

    /// <summary>Time limit of one attempt to connect.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string ConnectTimeout { get; set; } = "30s";

    /// <summary>New connections a second.</summary>
    [Parameter, NumberTransformation]
    public double ConnectRate { get; set; } = 500;

    /// <summary>When devices lose their connections, and how.</summary>
    [Parameter(ParameterSetName = ParametersSet), ValidateNotNullOrEmpty]
    public object[]? Storm { get; set; }

    /// <summary>How long a device waits before it connects again.</summary>
    [Parameter(ParameterSetName = ParametersSet)]
    public Backoff Backoff { get; set; }

    /// <summary>Shortest wait before a reconnect.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string ReconnectMinDelay { get; set; } = "500ms";

    /// <summary>Longest wait before a reconnect.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string ReconnectMaxDelay { get; set; } = "30s";

    /// <summary>Share of the devices that drops and reconnects every <see cref="ChurnInterval"/>.</summary>
    [Parameter, NumberTransformation]
    public double ChurnShare { get; set; }

    /// <summary>How often <see cref="ChurnShare"/> reconnects.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string ChurnInterval { get; set; } = "60s";

    /// <summary>Local addresses to connect from.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string[] LocalAddress { get; set; } = [];

    /// <summary>Topic of the last will.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string? WillTopic { get; set; }

    /// <summary>Payload of the last will.</summary>
    [Parameter]
    public string WillPayload { get; set; } = "";

    /// <summary>QoS of the last will.</summary>
    [Parameter, ArgumentCompleter(typeof(QoSCompleter)), WholeNumberTransformation]
    public int WillQoS { get; set; }

    /// <summary>Sets the retain flag of the last will.</summary>
    [Parameter]
    public SwitchParameter WillRetain { get; set; }

    /// <summary>Time limit of one HTTP request.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string RequestTimeout { get; set; } = "30s";

    /// <summary>How long to wait for what is still out after the last message.</summary>
    [Parameter, ValidateNotNullOrEmpty]
    public string DrainTime { get; set; } = "10s";

    /// <summary>Seed of everything random; 0 draws one.</summary>
    [Parameter, PSDefaultValue(Help = "A random one"), WholeNumberTransformation]
    public int Seed { get; set; }

    /// <summary>Conditions that decide whether the test passed.</summary>
    [Parameter, ValidateNotNullOrEmpty, ArgumentCompleter(typeof(ThresholdCompleter))]
    public string[]? Threshold { get; set; }

    /// <summary>A name for people.</summary>
    [Parameter, ValidateNotNull]
    public string? Name { get; set; }

    /// <summary>The scenarios that parameters about devices and load are for.</summary>
    internal virtual IReadOnlyList<string> ScenarioNames => [];

    /// <summary>Makes the plan that the parameters describe, and asks AWS for the account's endpoint if they want it.</summary>
    /// <param name="planned">The plan whose parts are kept where no parameter replaces them; null for the parameters' defaults.</param>
    /// <param name="isGiven">Whether a parameter was given, by name.</param>
    /// <exception cref="Engine.LoadException">What is wrong with a parameter, or what AWS refuses.</exception>
    /// <param name="check">Finds what is wrong with the plan; null checks the parameters alone.</param>
    private protected (LoadPlan Plan, string? Account) BuildPlan(
        LoadPlan? planned, Func<string, bool> isGiven, Action<LoadPlan>? check = null)
    {
        // What is wrong is found before AWS is asked; the first host only stands for the account's.
        var plan = Build("account-ats.iot.us-east-1.amazonaws.com");
        check?.Invoke(plan);
        if (!Array.Exists(Endpoint, IotCoreEndpoint.IsKeyword))
        {
            return (plan, null);
        }

        var account = Await("AWS IoT Core", _ => AccountEndpoint.FindAsync(Connection(), "Data-ATS", Stopped)).Address;
        return (Build(account), account);

        LoadPlan Build(string host) => IotCoreEndpoint.WithAlpn(new PlanBuilder(this, isGiven, PathOf).Build(
            planned, Array.Exists(Endpoint, IotCoreEndpoint.IsKeyword) ? host : null));
    }
}
