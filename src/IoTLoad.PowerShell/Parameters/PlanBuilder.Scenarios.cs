using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Parameters;

/// <content>
/// Plans with scenarios: what all scenarios share is given as for any plan; what describes devices and load needs to know whose.
/// </content>
internal sealed partial class PlanBuilder
{
    /// <summary>Parameters that say something of devices and load, which each scenario has its own of.</summary>
    private static readonly string[] OfScenario =
    [
        "Clients", "Inventory", "InventoryGroup", "Rate", "Duration", "MessageCount", "RampUp", "Stage", "Arrival", "Pattern", "Topic",
        "SubscribeFilter", "BroadcastTopic", "Subscribers", "Publishers", "QoS", "Retain", "Window", "BacklogLimit", "PayloadSize",
        "PayloadTemplate", "PayloadCsv", "Tracking", "MqttVersion", "ClientId", "KeepAlive", "PersistentSession", "SessionExpiry",
        "ConnectTimeout", "ConnectRate", "Storm", "Backoff", "ReconnectMinDelay", "ReconnectMaxDelay", "ChurnShare", "ChurnInterval",
        "WillTopic", "WillPayload", "WillQoS", "WillRetain", "WillDelay", "ReceiveMaximum", "MaximumPacketSize",
        "RequestResponseInformation", "UserProperty", "ContentType", "ResponseTopic", "CorrelationData", "MessageExpiry", "Utf8Payload",
        "TopicAlias",
    ];

    private LoadPlan BuildScenarios(LoadPlan planned, string? account)
    {
        var chosen = Chosen(planned);
        var username = given.MqttCredential?.UserName ?? given.Username;
        var shared = WithSecrets(WithEndpoints(planned, account) with
        {
            Name = given.Name ?? planned.Name,
            LocalAddresses = Or("LocalAddress", given.LocalAddress, planned.LocalAddresses),
            Tls = Tls(planned.Tls),
            Session = planned.Session with { Username = username ?? planned.Session.Username },
            Authorizer = Authorizer(planned.Authorizer),
            Http = new HttpPlan { RequestTimeout = Or("RequestTimeout", given.RequestTimeout, planned.Http.RequestTimeout) },
            Seed = Or("Seed", given.Seed, planned.Seed),
            DrainTime = Or("DrainTime", given.DrainTime, planned.DrainTime),
            Thresholds = given.Threshold ?? planned.Thresholds,
        });
        return shared with
        {
            Scenarios = [.. planned.Scenarios.Select(scenario => chosen.Contains(scenario) ? Overridden(planned, scenario, account)
                : scenario.Session is null || username is null ? scenario
                : scenario with { Session = scenario.Session with { Username = username } })],
        };
    }

    private ScenarioPlan Overridden(LoadPlan planned, ScenarioPlan scenario, string? account)
    {
        var plan = ScenarioCheck.In(scenario.Name, () => BuildPart(ScenarioLines.PlanOf(planned, scenario), account));
        return scenario with
        {
            Session = plan.Session with { Password = null },
            Devices = plan.Devices,
            Traffic = plan.Traffic,
            Payload = plan.Payload,
            Stages = plan.Stages,
            MessageCount = plan.MessageCount,
            Storms = plan.Storms,
            Arrival = plan.Arrival,
        };
    }

    /// <summary>The scenarios that parameters about devices and load are for.</summary>
    private List<ScenarioPlan> Chosen(LoadPlan planned)
    {
        var parameter = OfScenario.FirstOrDefault(name => isGiven(name));
        if (given.ScenarioNames.Count == 0 && parameter is not null)
        {
            throw LoadException.InvalidInput(
                "ScenarioNeeded",
                $"The plan has {planned.Scenarios.Count} scenarios, and -{parameter} does not say which of them it is for.",
                $"Add -Scenario {planned.Scenarios[0].Name}, or -Scenario '*' for each of "
                    + $"{string.Join(", ", planned.Scenarios.Select(each => each.Name))}.", parameter);
        }

        if (given.ScenarioNames.Count > 0 && parameter is null)
        {
            throw LoadException.InvalidInput(
                "NoEffect", "-Scenario has no effect in this test: it says which scenarios other parameters are for, and all run.",
                "Add one such as -Rate or -Clients, or leave out -Scenario.", string.Join(", ", given.ScenarioNames));
        }

        return [.. given.ScenarioNames.SelectMany(name => WildcardPattern.ContainsWildcardCharacters(name)
            ? planned.Scenarios.Where(scenario => WildcardPattern.Get(name, WildcardOptions.IgnoreCase).IsMatch(scenario.Name))
            : [ScenarioCheck.Find(planned, name, "-Scenario")])];
    }
}
