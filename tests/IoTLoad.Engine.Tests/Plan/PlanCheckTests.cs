using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Plan;

/// <summary>Everything that can be found wrong with a plan before it runs.</summary>
public sealed class PlanCheckTests
{
    private static readonly LoadPlan Good = new() { Stages = [new LoadStage(10, 10, TimeSpan.FromSeconds(1))] };

    public static TheoryData<string, Func<LoadPlan, LoadPlan>> Mistakes => new()
    {
        { "InvalidClients", plan => plan with { Devices = new DevicePlan { Count = 0 } } },
        { "InvalidClients", plan => plan with { Devices = new DevicePlan { Count = 10_000_001 } } },
        { "InvalidClients", plan => plan with { Devices = new DevicePlan { Count = int.MaxValue }, Traffic =
            new TrafficPlan { Pattern = TrafficPattern.FanIn, Subscribers = int.MaxValue } } },
        { "InvalidClients", plan => plan with { Traffic =
            new TrafficPlan { Pattern = TrafficPattern.Downlink, Publishers = int.MaxValue } } },
        { "InvalidConnectRate", plan => plan with { Devices = new DevicePlan { ConnectRate = 0 } } },
        { "InvalidConnectRate", plan => plan with { Devices = new DevicePlan { ConnectRate = double.NaN } } },
        { "InvalidConnectRate", plan => plan with { Devices = new DevicePlan { Count = 1000, ConnectRate = 0.0001 } } },
        { "InvalidChurn", plan => plan with { Devices = new DevicePlan { ChurnShare = 1.1 } } },
        { "InvalidChurn", plan => plan with { Devices = new DevicePlan { ChurnShare = -0.1 } } },
        { "InvalidChurn", plan => plan with { Devices =
            new DevicePlan { ChurnShare = 0.1, ChurnInterval = TimeSpan.FromMilliseconds(10) } } },
        { "InvalidReconnectDelay", plan => plan with { Devices = new DevicePlan { ReconnectMinDelay = TimeSpan.Zero } } },
        { "InvalidReconnectDelay", plan => plan with { Devices = new DevicePlan { ReconnectMaxDelay = TimeSpan.FromMilliseconds(1) } } },
        { "InvalidReconnectDelay", plan => plan with { Devices = new DevicePlan { ReconnectMaxDelay = TimeSpan.FromDays(50) } } },
        { "InvalidDuration", plan => plan with { Stages = [] } },
        { "InvalidDuration", plan => plan with { Stages = [new LoadStage(1, 1, TimeSpan.Zero)] } },
        { "InvalidDuration", plan => plan with { Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(-1))] } },
        { "InvalidDuration", plan => plan with { Stages = [new LoadStage(1, 1, TimeSpan.FromDays(8))] } },
        { "InvalidDuration",
            plan => plan with { Stages = [new LoadStage(1, 1, TimeSpan.FromDays(4)), new LoadStage(1, 1, TimeSpan.FromDays(4))] } },
        { "InvalidDuration", plan => plan with { DrainTime = TimeSpan.FromSeconds(-1) } },
        { "InvalidDuration", plan => plan with { DrainTime = TimeSpan.FromHours(2) } },
        { "InvalidRate", plan => plan with { Stages = [new LoadStage(0, 0, TimeSpan.FromSeconds(1))] } },
        { "InvalidRate", plan => plan with { Stages = [new LoadStage(-1, 5, TimeSpan.FromSeconds(1))] } },
        { "InvalidRate", plan => plan with { Stages = [new LoadStage(5, -1, TimeSpan.FromSeconds(1))] } },
        { "InvalidRate", plan => plan with { Stages = [new LoadStage(double.NaN, 1, TimeSpan.FromSeconds(1))] } },
        { "InvalidRate", plan => plan with { Stages = [new LoadStage(1, double.PositiveInfinity, TimeSpan.FromSeconds(1))] } },
        { "InvalidQoS", plan => plan with { Traffic = new TrafficPlan { QoS = 3 } } },
        { "InvalidQoS", plan => plan with { Session = new SessionPlan { Will = new WillPlan { Topic = "t", QoS = -1 } } } },
        { "InvalidWindow", plan => plan with { Traffic = new TrafficPlan { InFlightWindow = 0 } } },
        { "InvalidWindow", plan => plan with { Traffic = new TrafficPlan { InFlightWindow = 65_535 } } },
        { "InvalidBacklogLimit", plan => plan with { Traffic = new TrafficPlan { BacklogLimit = 0 } } },
        { "InvalidSubscribers", plan => plan with { Traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn, Subscribers = 0 } } },
        { "InvalidPublishers", plan => plan with { Traffic = new TrafficPlan { Pattern = TrafficPattern.Downlink, Publishers = 0 } } },
        { "BroadcastNeedsDownlink", plan => plan with { Traffic = new TrafficPlan { BroadcastTopic = "t" } } },
        { "InvalidKeepAlive", plan => plan with { Session = new SessionPlan { KeepAlive = TimeSpan.FromSeconds(65_536) } } },
        { "InvalidKeepAlive", plan => plan with { Session = new SessionPlan { KeepAlive = TimeSpan.FromMilliseconds(500) } } },
        { "InvalidKeepAlive", plan => plan with { Session = new SessionPlan { KeepAlive = TimeSpan.FromSeconds(-1) } } },
        { "InvalidSessionExpiry", plan => plan with { Session = new SessionPlan { SessionExpiry = TimeSpan.FromSeconds(-1) } } },
        { "InvalidConnectTimeout", plan => plan with { Session = new SessionPlan { ConnectTimeout = TimeSpan.Zero } } },
        { "PasswordNeedsUsername", plan => plan with { Session = new SessionPlan { Password = "x" } } },
        { "TrackingNeedsMqtt5", plan => plan with { Payload = new PayloadPlan { Tracking = TrackingMode.UserProperty } } },
        { "PayloadTooSmall", plan => plan with { Payload = new PayloadPlan { Kind = PayloadKind.Fixed, Size = 35 } } },
        { "MalformedTemplate", plan => plan with { Payload = new PayloadPlan { Kind = PayloadKind.Template, Template = "{{nothing}}" } } },
        { "MalformedTemplate", plan => plan with { Session = new SessionPlan { Username = "{{message}}" } } },
        { "MalformedTemplate", plan => plan with { Session = new SessionPlan { Will = new WillPlan { Topic = "t", Payload = "{{" } } } },
        { "MalformedTemplate", plan => plan with { Devices = new DevicePlan { ClientId = "{{clientId}}" } } },
        { "CsvFileNotFound", plan => plan with { Payload = new PayloadPlan { CsvFile = "/nowhere/rows.csv" } } },
        { "MalformedThreshold", plan => plan with { Thresholds = ["ack.p99 is good"] } },
        { "ClientIdNotPerDevice", plan => plan with { Devices = new DevicePlan { Count = 2, ClientId = "same" } } },
        { "ClientIdNotPerDevice", plan => plan with { Devices = new DevicePlan { Count = 100, ClientId = "one-of-few-{{int 1 5}}" } } },
        { "InvalidClientId", plan => plan with { Devices = new DevicePlan { ClientId = new string('c', 65_536) } } },
        { "TextTooLong", plan => plan with { Session = new SessionPlan { Username = new string('u', 65_536) } } },
        { "InvalidTopic", plan => Topic(plan, "") },
        { "InvalidTopic", plan => Topic(plan, "a/+/{{device}}") },
        { "InvalidTopic", plan => Topic(plan, "a/{{device}}/#") },
        { "InvalidTopic", plan => Topic(plan, "a\0/{{device}}") },
        { "InvalidTopic", plan => Topic(plan, "{{device}}" + new string('x', 65_530)) },
        { "InvalidTopic", plan => Topic(plan, "{{device}}" + new string('é', 32_767)) },
        { "InvalidTopic", plan => plan with { Session = new SessionPlan { Will = new WillPlan { Topic = "a/#" } } } },
        { "InvalidTopic", plan => plan with { Traffic = new TrafficPlan { Pattern = TrafficPattern.Downlink, BroadcastTopic = "all/+" } } },
        { "TopicNotPerDevice", plan => Topic(plan, "same") with { Devices = new DevicePlan { Count = 2 } } },
        { "TopicNotPerDevice", plan => Topic(plan, "t/{{int 1 1000}}") with { Devices = new DevicePlan { Count = 2 } } },
        { "InvalidFilter", plan => Filter(plan, "") },
        { "InvalidFilter", plan => Filter(plan, "a/#/b") },
        { "InvalidFilter", plan => Filter(plan, "a/b+") },
        { "InvalidFilter", plan => Filter(plan, "a/b#") },
        { "InvalidFilter", plan => Remote(Filter(plan, "$share/g")) },
        { "InvalidFilter", plan => Remote(Filter(plan, "$share//loadtest/#")) },
        { "InvalidFilter", plan => Remote(Filter(plan, "$share/+/loadtest/#")) },
        { "InvalidFilter", plan => Remote(Filter(plan, "$share/g/other/#")) },
        { "SharedNeedsEndpoint", plan => Filter(plan, "$share/g/loadtest/#") },
        { "InvalidSubscribers", plan => Remote(Filter(plan, "$share/g/loadtest/#", 1001)) },
        { "FilterNeedsFanIn", plan => plan with { Traffic = new TrafficPlan { SubscribeFilter = "loadtest/#" } } },
        { "InvalidMessageCount", plan => plan with { MessageCount = 0 } },
        { "SettingNeedsMqtt5", plan => Properties(plan, new() { Utf8 = true }, MqttVersion.V311) },
        { "SettingNeedsMqtt5", plan => plan with { Session = new SessionPlan { ReceiveMaximum = 5 } } },
        { "SettingNeedsMqtt5", plan => plan with { Session = new SessionPlan { Will = new() { Topic = "w", Delay = TimeSpan.Zero } } } },
        { "InvalidReceiveMaximum", plan => plan with { Session = new SessionPlan { Version = MqttVersion.V500, ReceiveMaximum = 0 } } },
        { "InvalidPacketSize", plan => plan with { Session = new SessionPlan { Version = MqttVersion.V500, MaximumPacketSize = 0 } } },
        { "InvalidMessageExpiry", plan => Properties(plan, new() { Expiry = TimeSpan.FromMilliseconds(1500) }) },
        { "InvalidUserProperty", plan => Properties(plan, new() { User = [new("", "x")] }) },
        { "InvalidTopic", plan => Properties(plan, new() { ResponseTopic = "a/+" }) },
        { "MalformedTemplate", plan => Properties(plan, new() { CorrelationData = "{{nothing}}" }) },
        { "TopicAliasNeedsFixedTopic", plan => Properties(Topic(plan, "t/{{device}}/{{message}}"), new() { TopicAlias = true }) },
        { "InvalidStorm", plan => plan with { Storms = [new() { At = plan.Duration }] } },
        { "InvalidStorm", plan => plan with { Storms = [new() { Share = 0 }] } },
        { "InvalidStorm", plan => plan with { Storms = [new() { Share = 1.5 }] } },
        { "InvalidStorm", plan => plan with { Storms = [new() { Outage = TimeSpan.FromSeconds(-1) }] } },
        { "TooManyStorms", plan => plan with { Storms = [.. Enumerable.Repeat(new StormPlan(), 21)] } },
        { "StormNeedsMqtt", plan => Http(plan) with { Storms = [new()] } },
        { "SilenceNeedsKeepAlive", plan => plan with
            { Session = new() { KeepAlive = TimeSpan.Zero }, Storms = [new() { Drop = ConnectionDrop.Silence }] } },
        { "InvalidMessageCount", plan => plan with { MessageCount = plan.Messages + 1 } },
        { "InvalidEndpoint", plan => plan with { Endpoints = [new Uri("http://localhost")] } },
        { "InvalidEndpoint", plan => plan with { Endpoints = [new Uri("ws://localhost")] } },
        { "UnknownHost", plan => plan with { Endpoints = [new Uri("mqtt://no-such-host.invalid")] } },
        { "TlsNotUsed", plan => plan with { Endpoints = [new Uri("mqtt://localhost")], Tls =
            new TlsPlan { SkipCertificateCheck = true } } },
        { "EndpointMissing", plan => plan with { Protocol = LoadProtocol.MqttWebSocket } },
        { "EndpointMissing", plan => plan with { Tls = new TlsPlan { CaFile = "ca.pem" } } },
        { "LocalAddressInvalid", plan => plan with { LocalAddresses = ["not an address"] } },
        { "LocalAddressInvalid", plan => plan with { LocalAddresses = ["203.0.113.7"] } },
        { "LocalAddressInvalid", plan => plan with { LocalAddresses = ["::1"] } },
        { "PatternNeedsMqtt", plan => Http(plan) with { Traffic = new TrafficPlan() } },
        { "PatternNeedsMqtt", plan => Http(plan) with { Traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn } } },
        { "InvalidQoS", plan => Http(plan) with { Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly, QoS = 2 } } },
        { "ChurnNeedsMqtt", plan => Http(plan) with { Devices = new DevicePlan { ChurnShare = 0.1 } } },
        { "SettingNeedsMqtt", plan => Http(plan) with { Session = new SessionPlan { Username = "u" } } },
        { "SettingNeedsMqtt", plan => Http(plan) with { Session = new SessionPlan { Version = MqttVersion.V500, Password = "p" } } },
        { "SettingNeedsMqtt", plan => Http(plan) with { Session = new SessionPlan { Will = new WillPlan { Topic = "t" } } } },
        { "TrackingNeedsMqtt5", plan => Http(plan) with { Session = new SessionPlan { Version = MqttVersion.V500 }, Payload =
            new PayloadPlan { Tracking = TrackingMode.UserProperty } } },
        { "InvalidRequestTimeout", plan => Http(plan) with { Http = new HttpPlan { RequestTimeout = TimeSpan.Zero } } },
        { "EndpointMissing", plan => Http(plan) with { Endpoints = [] } },
        { "InvalidEndpoint", plan => Http(plan) with { Endpoints = [new Uri("mqtt://localhost")] } },
        { "InvalidEndpoint", plan => Http(plan) with { Endpoints = [new Uri("http://localhost/?x=1")] } },
        { "TlsNotUsed", plan => Http(plan) with { Tls = new TlsPlan { SkipCertificateCheck = true } } },
        { "AuthorizerIncomplete", plan => plan with { Authorizer = new AuthorizerPlan { Token = "t" } } },
        { "AuthorizerIncomplete", plan => plan with { Authorizer = new AuthorizerPlan { TokenKeyName = "k" } } },
        { "AuthorizerIncomplete", plan => plan with { Authorizer = new AuthorizerPlan { Name = "n", Signature = "s" } } },
        { "InvalidAuthorizer", plan => plan with { Authorizer = new AuthorizerPlan { Name = "" } } },
        { "InvalidAuthorizer", plan => plan with { Authorizer = new AuthorizerPlan { Name = "a\r\nb: c" } } },
        { "InvalidAuthorizer", plan => plan with { Authorizer = new AuthorizerPlan { TokenKeyName = "k", Token = "t\n" } } },
        { "InvalidAuthorizer", plan => plan with { Authorizer = new AuthorizerPlan { TokenKeyName = "k:", Token = "t" } } },
        { "InvalidAuthorizer",
            plan => plan with { Authorizer = new AuthorizerPlan { TokenKeyName = "k", Token = new string('t', 8193) } } },
        { "CaFileNotFound", plan => plan with { Endpoints = [new Uri("mqtts://localhost")], Tls =
            new TlsPlan { CaFile = "/nowhere/ca.pem" } } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found_before_anything_starts(string errorId, Func<LoadPlan, LoadPlan> mistake)
    {
        var error = Assert.Throws<LoadException>(() => LoadTest.Prepare(mistake(Good)));

        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.NotNull(error.Target);
        Assert.True(error.Message.Length < 1000);
    }

    public static TheoryData<string, Func<LoadPlan, LoadPlan>> Limits => new()
    {
        { "as it is", plan => plan },
        { "longest topic", plan => Topic(plan, new string('x', 65_535)) with { Traffic =
            new TrafficPlan { Pattern = TrafficPattern.PublishOnly, Topic = new string('x', 65_535) } } },
        { "longest client ID", plan => plan with { Devices = new DevicePlan { ClientId = new string('c', 65_535) } } },
        { "empty client ID", plan => plan with { Devices = new DevicePlan { Count = 1, ClientId = "" } } },
        { "GUIDs as client IDs", plan => plan with { Devices = new DevicePlan { Count = 50, ClientId = "{{guid}}" } } },
        { "password alone in MQTT 5", plan => plan with { Session = new SessionPlan { Version = MqttVersion.V500, Password = "x" } } },
        { "no keep-alive", plan => plan with { Session = new SessionPlan { KeepAlive = TimeSpan.Zero } } },
        { "largest window", plan => plan with { Traffic = new TrafficPlan { InFlightWindow = 65_534 } } },
        { "a week", plan => plan with { Stages = [new LoadStage(0.001, 0, TimeSpan.FromDays(7))] } },
        { "filter of all", plan => Filter(plan, "#") },
        { "filter of all kinds", plan => Filter(plan, "+/+/+/#") },
        { "HTTP", Http },
        { "a custom authorizer without a user name", plan => plan with { Authorizer =
            new AuthorizerPlan { TokenKeyName = "k", Token = "t" }, Session = new SessionPlan { Password = "x" } } },
        { "local address", plan => plan with { LocalAddresses = ["127.0.0.1"] } },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void What_is_just_possible_is_no_mistake(string what, Func<LoadPlan, LoadPlan> plan) =>
        Assert.True(LoadTest.Prepare(plan(Good)).Plan.Seed != 0, what);

    [Fact]
    public void Columns_of_a_CSV_file_tell_devices_apart_or_do_not()
    {
        using var folder = new PrivateFolder();
        var file = folder.Write("rows.csv", "serial\nA1\nB2\nC#\n");
        var plan = Good with
        {
            Payload = new PayloadPlan { CsvFile = file },
            Devices = new DevicePlan { Count = 2, ClientId = "d-{{csv serial}}" },
            Traffic = new TrafficPlan { Topic = "t/{{csv serial}}" },
        };

        Assert.Equal("d-{{csv serial}}", LoadTest.Prepare(plan).Plan.Devices.ClientId);
        Assert.Equal("ClientIdNotPerDevice",
            Assert.Throws<LoadException>(() => LoadTest.Prepare(plan with { Devices = plan.Devices with { Count = 4 } })).ErrorId);
        Assert.Equal("InvalidTopic",
            Assert.Throws<LoadException>(() => LoadTest.Prepare(plan with { Devices = plan.Devices with { Count = 3 } })).ErrorId);
    }

    [Theory]
    [InlineData("plant/{{csv line}}/{{device}}", null, TrafficPattern.FanIn, null)]
    [InlineData("plant/{{clientId}}", null, TrafficPattern.FanIn, "line/2")]
    [InlineData("plant/{{device}}", "other/#", TrafficPattern.FanIn, "plant/0")]
    [InlineData("plant/{{device}}", "plant/+/x", TrafficPattern.FanIn, "plant/0")]
    [InlineData("plant/{{csv line}}/{{device}}", "plant/#", TrafficPattern.FanIn, null)]
    [InlineData("plant/{{csv site}}/{{device}}", null, TrafficPattern.FanIn, "hall/1")]
    [InlineData("plant/{{csv site}}/{{device}}", null, TrafficPattern.RoundTrip, null)]
    [InlineData("plant/{{csv site}}/{{device}}", "#", TrafficPattern.FanIn, null)]
    [InlineData("$plant/{{device}}", "#", TrafficPattern.FanIn, "$plant/0")]
    public void A_filter_that_does_not_match_the_topics_is_refused(string topic, string? filter, TrafficPattern pattern, string? unmatched)
    {
        using var folder = new PrivateFolder();
        var plan = new LoadPlan
        {
            Devices = new DevicePlan { Count = 2, ClientId = "{{csv id}}" },
            Traffic = new TrafficPlan { Topic = topic, Pattern = pattern, SubscribeFilter = filter },
            Payload = new PayloadPlan { CsvFile = folder.Write("rows.csv", "id,line,site\na,1,hall\nline/2,2,hall/1\n") },
            Stages = [new LoadStage(1, 1, TimeSpan.FromSeconds(1))],
        };
        if (pattern == TrafficPattern.FanIn)
        {
            // Subscribers have client IDs too.
            plan = plan with { Devices = plan.Devices with { ClientId = "{{csv id}}{{int 1000000 9999999}}" } };
        }

        if (unmatched is null)
        {
            LoadTest.Prepare(plan);
            return;
        }

        var error = Assert.Throws<LoadException>(() => LoadTest.Prepare(plan));
        Assert.Equal("InvalidFilter", error.ErrorId);
        Assert.Contains(unmatched, error.Message, StringComparison.Ordinal);
    }

    private static LoadPlan Http(LoadPlan plan) => plan with
    {
        Protocol = LoadProtocol.Http,
        Endpoints = [new Uri("http://localhost")],
        Traffic = new TrafficPlan { Pattern = TrafficPattern.PublishOnly },
    };

    private static LoadPlan Topic(LoadPlan plan, string topic) => plan with { Traffic = new TrafficPlan { Topic = topic } };

    private static LoadPlan Filter(LoadPlan plan, string filter, int subscribers = 1) => plan with
    {
        Traffic = new TrafficPlan { Pattern = TrafficPattern.FanIn, SubscribeFilter = filter, Subscribers = subscribers },
    };

    private static LoadPlan Properties(LoadPlan plan, MessageProperties properties, MqttVersion version = MqttVersion.V500) => plan with
    {
        Session = new SessionPlan { Version = version },
        Traffic = plan.Traffic with { Properties = properties },
    };

    private static LoadPlan Remote(LoadPlan plan) => plan with { Endpoints = [new Uri("mqtt://127.0.0.1")] };
}
