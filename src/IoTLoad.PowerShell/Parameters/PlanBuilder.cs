using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.PowerShell.Commands;
using IoTLoad.PowerShell.Errors;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>
/// Makes the plan that the parameters of Start-IoTLoadTest and New-IoTLoadPlan describe: each that is given replaces its part of a
/// plan that is there already, or of the defaults. What makes no sense in it is found by the engine.
/// </summary>
/// <param name="given">The cmdlet with its parameters.</param>
/// <param name="isGiven">Whether a parameter was given, by name.</param>
/// <param name="pathOf">A path as PowerShell means it.</param>
internal sealed partial class PlanBuilder(PlanParametersCommand given, Func<string, bool> isGiven, Func<string?, string?> pathOf)
{
    private IReadOnlyList<DeviceIdentity> _identities = [];

    private static readonly string[] TlsParameters =
        ["CaFile", "CertificateFile", "KeyFile", "PfxFile", "ServerName", "AlpnProtocol", "SkipCertificateCheck"];

    /// <summary>Makes the plan.</summary>
    /// <param name="planned">The plan whose parts are kept where no parameter replaces them; null for the parameters' defaults.</param>
    /// <param name="account">The endpoint that the account has in AWS IoT Core, if it is asked for.</param>
    /// <exception cref="LoadException">A parameter's text cannot be read, has no effect, or contradicts another.</exception>
    public LoadPlan Build(LoadPlan? planned, string? account)
    {
        if (planned is { Scenarios.Count: > 0 })
        {
            return BuildScenarios(planned, account);
        }

        foreach (var name in given.ScenarioNames)
        {
            ScenarioCheck.Find(planned ?? new LoadPlan(), name, "-Scenario");
        }

        return BuildPart(planned, account);
    }

    private LoadPlan BuildPart(LoadPlan? planned, string? account)
    {
        _identities = Identities(planned);
        var basis = planned ?? new LoadPlan
        {
            Devices = new DevicePlan { Count = given.Clients },
            Stages = [new LoadStage(given.Rate, given.Rate, Duration(given.Duration, "-Duration"))],
        };
        var plan = WithEndpoints(basis, account);
        var traffic = Traffic(basis.Traffic, plan.Protocol);
        plan = WithSecrets(plan with
        {
            Name = given.Name ?? basis.Name,
            LocalAddresses = Or("LocalAddress", given.LocalAddress, basis.LocalAddresses),
            Tls = Tls(basis.Tls),
            Session = Session(basis.Session),
            Authorizer = Authorizer(basis.Authorizer),
            Http = new HttpPlan { RequestTimeout = Or("RequestTimeout", given.RequestTimeout, basis.Http.RequestTimeout) },
            Traffic = traffic,
            Devices = Devices(basis.Devices, traffic),
            Payload = Payload(basis.Payload),
            Stages = Stages(basis.Stages, basis.Arrival, planned is not null).ToArray(),
            MessageCount = given.MessageCount ?? basis.MessageCount,
            Storms = given.Storm is null ? basis.Storms : StormParameter.Parse(given.Storm),
            Arrival = Or("Arrival", given.Arrival, basis.Arrival),
            Seed = Or("Seed", given.Seed, basis.Seed),
            DrainTime = Or("DrainTime", given.DrainTime, basis.DrainTime),
            Thresholds = given.Threshold ?? basis.Thresholds,
        });
        PlanEffects.Check(plan, ParameterNames.All.Where(field => isGiven(field.Value[1..])).Select(field => field.Key));
        return plan;
    }

    private bool HasCertificate => given.CertificateFile is not null || given.PfxFile is not null
        || _identities.Any(identity => identity.CertificateFile is not null);

    private bool HasAuthorizer => given.AuthorizerName is not null || given.AuthorizerTokenKey is not null
        || given.AuthorizerToken is not null || given.AuthorizerSignature is not null;

    private AuthorizerPlan? Authorizer(AuthorizerPlan? basis) => !HasAuthorizer ? basis : (basis ?? new AuthorizerPlan()) with
    {
        Name = given.AuthorizerName ?? basis?.Name,
        TokenKeyName = given.AuthorizerTokenKey ?? basis?.TokenKeyName,
    };

    private T Or<T>(string parameter, T value, T kept) => isGiven(parameter) ? value : kept;

    private TimeSpan Or(string parameter, string value, TimeSpan kept) =>
        isGiven(parameter) ? Duration(value, $"-{parameter}") : kept;

    private static TimeSpan Duration(string text, string parameter) => DurationText.Parse(text, parameter);

    private LoadPlan WithEndpoints(LoadPlan basis, string? account)
    {
        if (given.Endpoint.Length == 0)
        {
            return basis with { Protocol = Or("Protocol", given.Protocol, basis.Protocol) };
        }

        var protocol = isGiven("Protocol") ? given.Protocol : account is null ? (LoadProtocol?)null : OfAccount();
        var tls = Array.Exists(TlsParameters, name => isGiven(name));
        var endpoints = given.Endpoint.Select(endpoint => account is not null && IotCoreEndpoint.IsKeyword(endpoint)
            ? IotCoreEndpoint.UriOf(endpoint, account, protocol!.Value, HasCertificate, HasAuthorizer)
            : EndpointParameter.Parse(endpoint, protocol, tls)).ToList();
        return basis with { Endpoints = endpoints, Protocol = protocol ?? EndpointParameter.ProtocolOf(endpoints[0]) };
    }

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

    private TlsPlan Tls(TlsPlan basis) => basis with
    {
        CaFile = pathOf(given.CaFile) ?? basis.CaFile,
        CertificateFile = pathOf(given.CertificateFile) ?? basis.CertificateFile,
        KeyFile = pathOf(given.KeyFile) ?? basis.KeyFile,
        PfxFile = pathOf(given.PfxFile) ?? basis.PfxFile,
        ServerName = given.ServerName ?? basis.ServerName,
        AlpnProtocols = Or("AlpnProtocol", given.AlpnProtocol, basis.AlpnProtocols),
        SkipCertificateCheck = Or("SkipCertificateCheck", (bool)given.SkipCertificateCheck, basis.SkipCertificateCheck),
        AllowResume = Or("AllowTlsResume", (bool)given.AllowTlsResume, basis.AllowResume),
    };

    private SessionPlan Session(SessionPlan basis) => basis with
    {
        Version = Or("MqttVersion", given.MqttVersion == "5" ? MqttVersion.V500 : MqttVersion.V311, basis.Version),
        KeepAlive = Or("KeepAlive", given.KeepAlive, basis.KeepAlive),
        CleanSession = Or("PersistentSession", !given.PersistentSession, basis.CleanSession),
        SessionExpiry = Or("SessionExpiry", given.SessionExpiry, basis.SessionExpiry),
        Username = given.Username ?? basis.Username,
        ReceiveMaximum = given.ReceiveMaximum ?? basis.ReceiveMaximum,
        MaximumPacketSize = given.MaximumPacketSize ?? basis.MaximumPacketSize,
        RequestResponseInformation =
            Or("RequestResponseInformation", (bool)given.RequestResponseInformation, basis.RequestResponseInformation),
        ConnectTimeout = Or("ConnectTimeout", given.ConnectTimeout, basis.ConnectTimeout),
        Will = Will(basis.Will),
    };

    private WillPlan? Will(WillPlan? basis)
    {
        if (given.WillTopic is null && basis is null)
        {
            return isGiven("WillPayload") || isGiven("WillQoS") || isGiven("WillRetain") || isGiven("WillDelay")
                ? throw LoadException.InvalidInput("WillNeedsTopic", "A last will has no topic.",
                    "Add -WillTopic, or leave out the other -Will parameters.", given.WillPayload)
                : null;
        }

        var will = basis ?? new WillPlan { Topic = given.WillTopic! };
        return will with
        {
            Topic = given.WillTopic ?? will.Topic,
            Payload = Or("WillPayload", given.WillPayload, will.Payload),
            QoS = Or("WillQoS", given.WillQoS, will.QoS),
            Retain = Or("WillRetain", (bool)given.WillRetain, will.Retain),
            Delay = given.WillDelay is null ? will.Delay : Duration(given.WillDelay, "-WillDelay"),
        };
    }

    private DevicePlan Devices(DevicePlan basis, TrafficPlan traffic) => basis with
    {
        Count = isGiven("Clients") || _identities.Count == 0 || ReferenceEquals(_identities, basis.Identities)
            ? Or("Clients", given.Clients, basis.Count) : Math.Max(1, _identities.Count - Spare(traffic)),
        Inventory = pathOf(given.Inventory) ?? basis.Inventory,
        InventoryGroup = given.InventoryGroup ?? basis.InventoryGroup,
        Identities = _identities,
        ClientId = given.ClientId ?? basis.ClientId,
        ConnectRate = Or("ConnectRate", given.ConnectRate, basis.ConnectRate),
        Backoff = Or("Backoff", given.Backoff, basis.Backoff),
        ReconnectMinDelay = Or("ReconnectMinDelay", given.ReconnectMinDelay, basis.ReconnectMinDelay),
        ReconnectMaxDelay = Or("ReconnectMaxDelay", given.ReconnectMaxDelay, basis.ReconnectMaxDelay),
        ChurnShare = Or("ChurnShare", given.ChurnShare, basis.ChurnShare),
        ChurnInterval = Or("ChurnInterval", given.ChurnInterval, basis.ChurnInterval),
    };

    // Subscribers and publishers without a certificate for all take the last identities.
    private int Spare(TrafficPlan traffic) => given.CertificateFile is not null || given.PfxFile is not null || !HasCertificate
        ? 0
        : traffic.Pattern switch
        {
            TrafficPattern.FanIn => traffic.Subscribers,
            TrafficPattern.Downlink => traffic.Publishers,
            _ => 0,
        };

    private IReadOnlyList<DeviceIdentity> Identities(LoadPlan? planned)
    {
        if (given.Inventory is null)
        {
            return given.InventoryGroup is not null && planned?.Devices.Inventory is null
                ? throw LoadException.InvalidInput(
                    "GroupNeedsInventory", "-InventoryGroup chooses rows of an inventory, and there is none.", "Add -Inventory.",
                    given.InventoryGroup)
                : given.PipedIdentities.Count > 0 ? given.PipedIdentities : planned?.Devices.Identities ?? [];
        }

        return given.PipedIdentities.Count == 0 ? DeviceInventory.Read(pathOf(given.Inventory)!, given.InventoryGroup).Identities
            : throw LoadException.InvalidInput(
                "IdentitiesAmbiguous", "Devices are piped in, and -Inventory names others.", "Leave out one of them.", given.Inventory);
    }

    private IReadOnlyList<LoadStage> Stages(IReadOnlyList<LoadStage> basis, Arrival arrival, bool isPlanned)
    {
        var isShaped = isGiven("Rate") || isGiven("Duration") || isGiven("RampUp");
        if (given.Stage is not null)
        {
            return isShaped
                ? throw LoadException.InvalidInput(
                    "StageAmbiguous", "-Stage is given together with -Rate, -Duration or -RampUp.",
                    "Write the whole load shape as stages, such as -Stage '10s:1000','30s:1000','10s:0', or leave -Stage out.", given.Stage)
                : StageParameter.Parse(given.Stage);
        }

        if (!isShaped && (isPlanned || given.MessageCount is null))
        {
            return basis;
        }

        // One stage that holds a rate, or a ramp up to it before: the shapes that these three parameters can write.
        var hold = basis.Count is 1 or 2 && basis[^1] is var last && last.StartRate.Equals(last.EndRate)
            && (basis.Count == 1 || (basis[0].StartRate == 0 && basis[0].EndRate.Equals(last.StartRate)))
            ? last
            : throw LoadException.InvalidInput(
                "StageAmbiguous",
                $"The plan's load shape ({string.Join(", ", basis)}) is not one rate, with or without a ramp before it, which is all that "
                    + "-Rate, -Duration and -RampUp can write.",
                "Write the whole load shape as stages, such as -Stage '10s:1000','30s:1000','10s:0'.", basis.Count);
        var rate = Or("Rate", given.Rate, hold.EndRate);
        var ramp = given.RampUp is not null ? Duration(given.RampUp, "-RampUp") : basis.Count == 2 ? basis[0].Duration : (TimeSpan?)null;
        var length = given.MessageCount is { } count && !isGiven("Duration")
            ? LoadStage.TimeFor(count - (rate * (ramp ?? TimeSpan.Zero).TotalSeconds / 2), rate, Or("Arrival", given.Arrival, arrival))
            : Or("Duration", given.Duration, hold.Duration);
        hold = new LoadStage(rate, rate, length);
        return ramp is { } rise ? [new LoadStage(0, rate, rise), hold] : [hold];
    }
}
