using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Commands;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Makes the plan that the parameters of Start-IoTLoadTest describe. What makes no sense in it is found by the engine.</summary>
/// <param name="given">The cmdlet with its parameters.</param>
/// <param name="isGiven">Whether a parameter was given, by name.</param>
/// <param name="pathOf">A path as PowerShell means it.</param>
internal sealed class PlanBuilder(StartIoTLoadTestCommand given, Func<string, bool> isGiven, Func<string?, string?> pathOf)
{
    private static readonly string[] TlsParameters =
        ["CaFile", "CertificateFile", "KeyFile", "PfxFile", "ServerName", "AlpnProtocol", "SkipCertificateCheck"];

    /// <summary>Makes the plan.</summary>
    /// <param name="account">The endpoint that the account has in AWS IoT Core, where it is asked for.</param>
    /// <exception cref="LoadException">A parameter's text cannot be read, or two contradict each other.</exception>
    public LoadPlan Build(string? account)
    {
        var protocol = isGiven("Protocol") ? given.Protocol : account is null ? (LoadProtocol?)null : OfAccount();
        var tls = Array.Exists(TlsParameters, name => isGiven(name));
        var endpoints = given.Endpoint.Select(endpoint => account is not null && IotCoreEndpoint.IsKeyword(endpoint)
            ? IotCoreEndpoint.UriOf(endpoint, account, protocol!.Value, HasCertificate, HasAuthorizer)
            : EndpointParameter.Parse(endpoint, protocol, tls)).ToList();
        var chosen = protocol ?? (endpoints.Count == 0 ? LoadProtocol.Mqtt : EndpointParameter.ProtocolOf(endpoints[0]));
        return WithSecrets(new LoadPlan
        {
            Name = given.Name ?? "",
            Protocol = chosen,
            Endpoints = endpoints,
            LocalAddresses = given.LocalAddress,
            Tls = Tls(),
            Session = Session(),
            Authorizer = HasAuthorizer ? new AuthorizerPlan { Name = given.AuthorizerName, TokenKeyName = given.AuthorizerTokenKey } : null,
            Http = new HttpPlan { RequestTimeout = DurationText.Parse(given.RequestTimeout, "-RequestTimeout") },
            Devices = Devices(),
            Traffic = Traffic(chosen),
            Payload = Payload(),
            Stages = Stages(),
            Arrival = given.Arrival,
            Seed = given.Seed,
            DrainTime = DurationText.Parse(given.DrainTime, "-DrainTime"),
            Thresholds = given.Threshold ?? [],
        });
    }

    /// <summary>Adds to a plan made elsewhere what is never stored in one, and what may be given anew.</summary>
    public LoadPlan Amend(LoadPlan plan) => WithSecrets(plan with
    {
        Name = given.Name ?? plan.Name,
        Thresholds = given.Threshold ?? plan.Thresholds,
    });

    private bool HasCertificate => given.CertificateFile is not null || given.PfxFile is not null;

    private bool HasAuthorizer => given.AuthorizerName is not null || given.AuthorizerTokenKey is not null
        || given.AuthorizerToken is not null || given.AuthorizerSignature is not null;

    // Devices that have nothing to show over MQTT are signed for with the user's own credentials, which takes WebSocket.
    private LoadProtocol OfAccount() => HasCertificate || HasAuthorizer ? LoadProtocol.Mqtt : LoadProtocol.MqttWebSocket;

    private LoadPlan WithSecrets(LoadPlan plan)
    {
        var login = given.MqttCredential?.GetNetworkCredential();
        return plan with
        {
            Session = plan.Session with
            {
                Username = login?.UserName ?? plan.Session.Username,
                Password = login?.Password ?? Secret.Reveal(given.Password),
            },
            Tls = plan.Tls with { KeyPassword = Secret.Reveal(given.PfxPassword) },
            Authorizer = plan.Authorizer is null ? null : plan.Authorizer with
            {
                Token = Secret.Reveal(given.AuthorizerToken),
                Signature = Secret.Reveal(given.AuthorizerSignature),
            },
        };
    }

    private TlsPlan Tls() => new()
    {
        CaFile = pathOf(given.CaFile),
        CertificateFile = pathOf(given.CertificateFile),
        KeyFile = pathOf(given.KeyFile),
        PfxFile = pathOf(given.PfxFile),
        ServerName = given.ServerName,
        AlpnProtocols = given.AlpnProtocol,
        SkipCertificateCheck = given.SkipCertificateCheck,
        AllowResume = given.AllowTlsResume,
    };

    private SessionPlan Session() => new()
    {
        Version = given.MqttVersion == "5" ? MqttVersion.V500 : MqttVersion.V311,
        KeepAlive = DurationText.Parse(given.KeepAlive, "-KeepAlive"),
        CleanSession = !given.PersistentSession,
        SessionExpiry = DurationText.Parse(given.SessionExpiry, "-SessionExpiry"),
        Username = given.Username,
        ConnectTimeout = DurationText.Parse(given.ConnectTimeout, "-ConnectTimeout"),
        Will = given.WillTopic is null ? NoWill() : new WillPlan
        {
            Topic = given.WillTopic,
            Payload = given.WillPayload,
            QoS = given.WillQoS,
            Retain = given.WillRetain,
        },
    };

    private WillPlan? NoWill() => isGiven("WillPayload") || isGiven("WillQoS") || isGiven("WillRetain")
        ? throw Conflict("WillNeedsTopic", "A last will has no topic.", "Add -WillTopic, or leave out the other -Will parameters.",
            given.WillPayload)
        : null;

    private DevicePlan Devices()
    {
        var plan = new DevicePlan
        {
            Count = given.Clients,
            ConnectRate = given.ConnectRate,
            ReconnectMinDelay = DurationText.Parse(given.ReconnectMinDelay, "-ReconnectMinDelay"),
            ReconnectMaxDelay = DurationText.Parse(given.ReconnectMaxDelay, "-ReconnectMaxDelay"),
            ChurnShare = given.ChurnShare,
            ChurnInterval = DurationText.Parse(given.ChurnInterval, "-ChurnInterval"),
        };
        return given.ClientId is null ? plan : plan with { ClientId = given.ClientId };
    }

    private TrafficPlan Traffic(LoadProtocol protocol)
    {
        var plan = new TrafficPlan
        {
            // Nobody can subscribe over HTTP.
            Pattern = protocol == LoadProtocol.Http && !isGiven("Pattern") ? TrafficPattern.PublishOnly : given.Pattern,
            SubscribeFilter = given.SubscribeFilter,
            QoS = given.QoS,
            Retain = given.Retain,
            InFlightWindow = given.Window,
            BacklogLimit = given.BacklogLimit,
            Subscribers = given.Subscribers,
            Publishers = given.Publishers,
            BroadcastTopic = given.BroadcastTopic,
        };
        return given.Topic is null ? plan : plan with { Topic = given.Topic };
    }

    private PayloadPlan Payload()
    {
        if (isGiven("PayloadSize") && given.PayloadTemplate is not null)
        {
            throw Conflict(
                "PayloadAmbiguous", "Both -PayloadSize and -PayloadTemplate are given.",
                "Leave one of them out; a template's size is what it comes to.", given.PayloadTemplate);
        }

        var file = pathOf(given.PayloadTemplate);
        return new PayloadPlan
        {
            Kind = isGiven("PayloadSize") ? PayloadKind.Fixed : file is null ? PayloadKind.Reference : PayloadKind.Template,
            Size = given.PayloadSize,
            Template = file is null ? null : TextFile.Read(file, "PayloadTemplate", "-PayloadTemplate"),
            TemplateFile = file,
            CsvFile = pathOf(given.PayloadCsv),
            Tracking = given.Tracking,
        };
    }

    private IReadOnlyList<LoadStage> Stages()
    {
        if (given.Stage is null)
        {
            var hold = new LoadStage(given.Rate, given.Rate, DurationText.Parse(given.Duration, "-Duration"));
            return given.RampUp is null ? [hold] : [new LoadStage(0, given.Rate, DurationText.Parse(given.RampUp, "-RampUp")), hold];
        }

        return isGiven("Rate") || isGiven("Duration") || isGiven("RampUp")
            ? throw Conflict(
                "StageAmbiguous", "-Stage is given together with -Rate, -Duration or -RampUp.",
                "Write the whole load shape as stages, such as -Stage '10s:1000','30s:1000','10s:0', or leave -Stage out.", given.Stage)
            : StageParameter.Parse(given.Stage);
    }

    private static LoadException Conflict(string id, string message, string action, object target) =>
        new(id, LoadErrorKind.InvalidInput, message, action, target);
}
