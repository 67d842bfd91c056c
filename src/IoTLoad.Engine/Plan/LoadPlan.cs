using System.Text.Json.Serialization;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Plan;

/// <summary>
/// Everything about a test. Immutable; the same JSON wherever a worker runs. Secrets (passwords, private keys) are
/// never part of what is serialised: <see cref="TlsPlan"/> names files, and <see cref="SessionPlan.Password"/> and
/// <see cref="AuthorizerPlan.Token"/> are left out.
/// </summary>
public sealed record LoadPlan
{
    /// <summary>A name for people; shown beside the ID.</summary>
    public string Name { get; init; } = "";

    /// <summary>How devices reach the platform.</summary>
    public LoadProtocol Protocol { get; init; } = LoadProtocol.Mqtt;

    /// <summary>
    /// The nodes to connect to (<c>mqtt</c>, <c>mqtts</c>, <c>ws</c>, <c>wss</c>, <c>http</c>, <c>https</c>); device <c>i</c> uses node
    /// <c>i mod n</c>.
    /// Empty: an embedded broker is started for the length of the test.
    /// </summary>
    public IReadOnlyList<Uri> Endpoints { get; init; } = [];

    /// <summary>Local addresses; device <c>i</c> connects from address <c>i / endpoints mod n</c>. Empty: the system chooses.</summary>
    public IReadOnlyList<string> LocalAddresses { get; init; } = [];

    /// <summary>TLS, for <c>mqtts</c>, <c>wss</c> and <c>https</c>.</summary>
    public TlsPlan Tls { get; init; } = new();

    /// <summary>What a device says when it connects.</summary>
    public SessionPlan Session { get; init; } = new();

    /// <summary>The custom authorizer that decides about devices; null where none does.</summary>
    public AuthorizerPlan? Authorizer { get; init; }

    /// <summary>What only protocol <see cref="LoadProtocol.Http"/> has.</summary>
    public HttpPlan Http { get; init; } = new();

    /// <summary>The devices and how they come online.</summary>
    public DevicePlan Devices { get; init; } = new();

    /// <summary>Who publishes what to whom.</summary>
    public TrafficPlan Traffic { get; init; } = new();

    /// <summary>What is in a message.</summary>
    public PayloadPlan Payload { get; init; } = new();

    /// <summary>The load shape: stages of target rate, one after the other.</summary>
    public IReadOnlyList<LoadStage> Stages { get; init; } = [];

    /// <summary>
    /// Messages after which the schedule ends, before its stages do; null lets the stages decide alone. They must hold that many.
    /// </summary>
    public long? MessageCount { get; init; }

    /// <summary>When devices lose their connections, on the time line of <see cref="Stages"/>.</summary>
    public IReadOnlyList<StormPlan> Storms { get; init; } = [];

    /// <summary>How intended times are spread.</summary>
    public Arrival Arrival { get; init; } = Arrival.Uniform;

    /// <summary>Seed of everything random (Poisson gaps, payload values, back-off jitter); 0 draws one, which the result shows.</summary>
    public int Seed { get; init; }

    /// <summary>How long to wait, once the last message was due, for acknowledgements and receipts that are still out.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Conditions such as <c>ack.p99 &lt; 200ms</c> that decide whether the test passed. Empty: everything asked for was
    /// offered, and everything offered came back.
    /// </summary>
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    /// <summary>
    /// Named parts that run together or one after another; each has from the fields above what it does not say itself. Empty: the
    /// plan is one load.
    /// </summary>
    public IReadOnlyList<ScenarioPlan> Scenarios { get; init; } = [];

    /// <summary>The scenario whose plan this is; null for a whole plan.</summary>
    [JsonIgnore]
    public string? Scenario { get; init; }

    /// <summary>Whether the plan that this scenario is of has thresholds for the whole test.</summary>
    [JsonIgnore]
    internal bool HasThresholdsOfWhole { get; init; }

    /// <summary>The plan of each scenario; the plan itself if it has none.</summary>
    [JsonIgnore]
    public IReadOnlyList<LoadPlan> Parts => Scenarios.Count == 0
        ? [this] : [.. Scenarios.Select(scenario => ScenarioLines.PlanOf(this, scenario))];

    /// <summary>The plan in a few words: its text ends up in tables and CSV files.</summary>
    public override string ToString() => Text(
        $"{DeviceCount} devices, {PeakRate:0.###}/s for {DurationText.Format(Duration)}, {Protocol}, ")
        + (Scenarios.Count == 0 ? Text($"QoS {Traffic.QoS}, {Traffic.Pattern}")
            : $"scenarios {string.Join(", ", Scenarios.Select(scenario => scenario.Name))}");

    /// <summary>The plan without its secrets, as it may be shown and kept.</summary>
    public LoadPlan WithoutSecrets() => this with
    {
        Session = Session with { Password = null },
        Tls = Tls with { KeyPassword = null },
        Authorizer = Authorizer is null ? null : Authorizer with { Token = null, Signature = null },
        Devices = WithoutSecretsOf(Devices),
        Scenarios =
        [
            .. Scenarios.Select(scenario => scenario with
            {
                Session = scenario.Session is null ? null : scenario.Session with { Password = null },
                Devices = scenario.Devices is null ? null : WithoutSecretsOf(scenario.Devices),
            }),
        ],
    };

    /// <summary>Whether last wills are counted, which takes a connection more.</summary>
    [JsonIgnore]
    public bool WatchesWills => Storms.Count > 0 && Session.Will is not null;

    private static DevicePlan WithoutSecretsOf(DevicePlan devices) => devices.Identities.Count == 0 ? devices : devices with
    {
        Identities = devices.Inventory is not null ? [] : [.. devices.Identities.Select(each => each with { Password = null })],
    };

    /// <summary>Whether devices have certificates of their own.</summary>
    [JsonIgnore]
    public bool HasOwnCertificates =>
        Parts.SelectMany(part => part.Devices.Identities).Any(identity => identity.CertificateFile is not null);

    /// <summary>The identity of a connection; null if it is as the plan says of all.</summary>
    internal DeviceIdentity? IdentityOf(int connection) => connection < Devices.Identities.Count ? Devices.Identities[connection] : null;

    /// <summary>Whether messages are answered: from QoS 1 by an acknowledgement, over HTTP by a status whatever the QoS.</summary>
    [JsonIgnore]
    public bool IsAcknowledged => Scenarios.Count > 0 ? Parts.Any(part => part.IsAcknowledged)
        : Traffic.QoS > 0 || Protocol == LoadProtocol.Http;

    /// <summary>Whether anybody subscribes.</summary>
    [JsonIgnore]
    public bool HasSubscribers => Scenarios.Count > 0 ? Parts.Any(part => part.HasSubscribers)
        : Traffic.Pattern != TrafficPattern.PublishOnly;

    /// <summary>Whether subscribers can tell which message they received, so that lost messages are known.</summary>
    [JsonIgnore]
    public bool IsTracked => Scenarios.Count > 0 ? Parts.Any(part => part.IsTracked)
        : HasSubscribers && Payload.Tracking != TrackingMode.None;

    /// <summary>Length of all stages together; with scenarios, from the first to begin to the last to end.</summary>
    [JsonIgnore]
    public TimeSpan Duration => Scenarios.Count > 0 ? ScenarioLines.DurationOf(this)
        : Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);

    /// <summary>The highest target rate of any stage, messages a second; of scenarios that run at a time, their sum.</summary>
    [JsonIgnore]
    public double PeakRate => Scenarios.Count > 0 ? ScenarioLines.PeakRateOf(this)
        : Stages.Count == 0 ? 0 : Stages.Max(stage => Math.Max(stage.StartRate, stage.EndRate));

    /// <summary>Messages that the plan asks for; with Poisson arrival and no <see cref="MessageCount"/>, on average.</summary>
    [JsonIgnore]
    public long Messages => Scenarios.Count > 0 ? Parts.Sum(part => part.Messages) : MessageCount
        ?? (long)Math.Round(Stages.Sum(stage => (stage.StartRate + stage.EndRate) / 2 * stage.Duration.TotalSeconds));

    /// <summary>Devices of the whole plan.</summary>
    [JsonIgnore]
    public int DeviceCount => Scenarios.Count > 0 ? Parts.Sum(part => part.Devices.Count) : Devices.Count;

    /// <summary>Connections that the whole plan holds: devices and, by pattern, extra publishers or subscribers.</summary>
    [JsonIgnore]
    public int Connections => Scenarios.Count > 0 ? Parts.Sum(part => part.Connections) : Devices.Count + Traffic.Pattern switch
    {
        TrafficPattern.FanIn => Traffic.Subscribers,
        TrafficPattern.Downlink => Traffic.Publishers,
        _ => 0,
    };
}

/// <summary>A stretch of the load shape in which the target rate goes linearly from one value to another.</summary>
/// <param name="StartRate">Target rate at the start of the stage, messages a second, all devices together.</param>
/// <param name="EndRate">Target rate at the end of the stage; the same as <paramref name="StartRate"/> to hold it.</param>
/// <param name="Duration">Length of the stage.</param>
public sealed record LoadStage(double StartRate, double EndRate, TimeSpan Duration)
{
    /// <summary>
    /// How long <paramref name="messages"/> take at a rate. Random arrivals get ten standard deviations more, since a test that ends
    /// with its last message can have its stage too long but not too short; a stage is never shorter than a second.
    /// </summary>
    public static TimeSpan TimeFor(double messages, double rate, Arrival arrival)
    {
        var most = Math.Max(1, messages) + (arrival == Arrival.Poisson ? 10 * Math.Sqrt(Math.Max(1, messages)) : 0);
        var seconds = rate > 0 ? most / rate : 1;
        return TimeSpan.FromTicks((long)Math.Ceiling(Math.Clamp(seconds, 1, 1e9) * TimeSpan.TicksPerSecond));
    }

    /// <inheritdoc/>
    public override string ToString() => Text($"{DurationText.Format(Duration)}:{EndRate:0.###}");
}

/// <summary>How messages are published over HTTP.</summary>
public sealed record HttpPlan
{
    /// <summary>
    /// From the send of a request to the end of its answer, a connection included where the request needs a new one; a request
    /// that takes longer has failed.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
