using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.PlanFiles;

/// <summary>A plan as a YAML or JSON file, and where its fields stand.</summary>
public sealed partial class PlanFile
{
    private const int MostFiles = 20;
    private readonly IReadOnlyDictionary<string, PlanMark> _places;

    private PlanFile(LoadPlan plan, IReadOnlyDictionary<string, PlanMark> places)
    {
        Plan = plan;
        _places = places;
    }

    /// <summary>The plan. It may lack what a parameter is to give, such as an endpoint or stages.</summary>
    public LoadPlan Plan { get; }

    /// <summary>Reads a plan, with the files that it extends, and puts values in place of variables.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variables">Values of the plan's variables by name; null takes the defaults.</param>
    /// <exception cref="LoadException">
    /// PlanFileNotFound, PlanFileUnreadable, PlanFileMalformed; and, with line and column, MalformedPlanFile, UnknownPlanField,
    /// InvalidPlanValue, SecretInPlanFile, UnknownVariable, VariableNeeded, PlanExtendsItself, MalformedThreshold.
    /// </exception>
    public static PlanFile Read(string path, IReadOnlyDictionary<string, string>? variables = null) =>
        Parse(path, TextFile.Read(Path.GetFullPath(path), "Plan", "the plan"), variables);

    /// <summary>Reads a plan from text.</summary>
    /// <inheritdoc cref="Read(string, IReadOnlyDictionary{string, string}?)"/>
    /// <param name="path">The file that the text is said to be of: paths in it are relative to its folder.</param>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="variables">Values of the plan's variables by name; null takes the defaults.</param>
    public static PlanFile Parse(string path, string text, IReadOnlyDictionary<string, string>? variables = null)
    {
        var full = Path.GetFullPath(path);
        return Read(full, PlanParser.Parse(full, text), variables);
    }

    /// <summary>
    /// The same error with the place of the field that it names; as it is if the field is not in the file. The field is then named as
    /// the file has it.
    /// </summary>
    public LoadException Locate(LoadException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var field = Field().Match(error.Message) is { Success: true } match ? match.Groups[1].Value : null;
        return PlaceOf(field, error.Scenario) is { } place
            ? place.Error(error.ErrorId, Plain(error.Message), Plain(error.RecommendedAction), error)
            : error;
    }

    private static PlanFile Read(string path, PlanMap own, IReadOnlyDictionary<string, string>? variables)
    {
        var map = Extended(own, [path]);
        var values = new PlanVariables(map.Find("variables"), variables ?? new Dictionary<string, string>(), path);
        var decoder = new PlanDecoder(values);
        var json = decoder.Record(map, PlanFields.Of(typeof(LoadPlan)), PlanFields.Default(typeof(LoadPlan)), "");
        var plan = json.Deserialize(EngineJson.Default.LoadPlan)!;
        CheckThresholds("", plan.Thresholds, plan, decoder.Places);
        foreach (var scenario in plan.Scenarios)
        {
            CheckThresholds($"scenarios.{scenario.Name}.", scenario.Thresholds, plan, decoder.Places);
        }

        return new PlanFile(Complete(plan, decoder.Places), decoder.Places);
    }

    /// <summary>What follows from other fields where the file does not say it.</summary>
    private static LoadPlan Complete(LoadPlan plan, IReadOnlyDictionary<string, PlanMark> places)
    {
        if (!places.ContainsKey("protocol") && plan.Endpoints.Count > 0)
        {
            plan = plan with
            {
                Protocol = plan.Endpoints[0].Scheme switch
                {
                    "ws" or "wss" => LoadProtocol.MqttWebSocket,
                    "http" or "https" => LoadProtocol.Http,
                    _ => LoadProtocol.Mqtt,
                },
            };
        }

        var payload = Payload(plan.Payload, null, field => places.GetValueOrDefault($"payload.{field}"));
        return plan with
        {
            Traffic = Traffic(plan.Traffic, ""),
            Payload = payload,
            Scenarios =
            [
                .. plan.Scenarios.Select(scenario => scenario with
                {
                    Traffic = scenario.Traffic is null ? null : Traffic(scenario.Traffic, $"scenarios.{scenario.Name}."),
                    Payload = scenario.Payload is null ? null : Payload(
                        scenario.Payload, payload, field => places.GetValueOrDefault($"scenarios.{scenario.Name}.payload.{field}")),
                }),
            ],
        };

        TrafficPlan Traffic(TrafficPlan traffic, string prefix) => plan.Protocol == LoadProtocol.Http
            && !places.ContainsKey("traffic.pattern") && !places.ContainsKey($"{prefix}traffic.pattern")
                ? traffic with { Pattern = TrafficPattern.PublishOnly } : traffic;
    }

    /// <summary>What a payload is made from, where the file does not say it. A scenario's replaces that of the plan.</summary>
    private static PayloadPlan Payload(PayloadPlan payload, PayloadPlan? ofPlan, Func<string, PlanMark?> placeOf)
    {
        var (size, template, file, kind) = (placeOf("size"), placeOf("template"), placeOf("templateFile"), placeOf("kind"));
        if (ofPlan is not null)
        {
            if ((size ?? template ?? file ?? kind) is null)
            {
                return payload with { Kind = ofPlan.Kind, Template = ofPlan.Template };
            }

            payload = payload with
            {
                Size = size is null ? 0 : payload.Size,
                Template = template is null ? null : payload.Template,
                TemplateFile = file is null ? null : payload.TemplateFile,
            };
        }

        if (payload is { TemplateFile: { } path, Template: null })
        {
            payload = payload with { Template = ReadAt(file!, path, "PayloadTemplate", "payload.templateFile") };
        }

        return kind is not null ? payload
            : payload with
            {
                Kind = payload.Template is not null ? PayloadKind.Template : payload.Size > 0 ? PayloadKind.Fixed : payload.Kind,
            };
    }

    private static void CheckThresholds(
        string prefix, IReadOnlyList<string> thresholds, LoadPlan plan, IReadOnlyDictionary<string, PlanMark> places)
    {
        for (var i = 0; i < thresholds.Count; i++)
        {
            try
            {
                if (Threshold.Parse(thresholds[i]).Scenario is { } scenario)
                {
                    ScenarioCheck.Find(plan, scenario, $"The threshold \"{thresholds[i]}\"");
                }
            }
            catch (LoadException exception)
            {
                throw places[$"{prefix}thresholds[{i}]"].Error(
                    exception.ErrorId, Plain(exception.Message), Plain(exception.RecommendedAction), exception);
            }
        }
    }

    private static PlanMap Extended(PlanMap map, List<string> files)
    {
        if (map.Find("extends") is not { } extends)
        {
            return map;
        }

        PlanMap? below = null;
        foreach (var item in extends is PlanList list ? list.Items : [extends])
        {
            if (item is not PlanScalar { IsNull: false, Value.Length: > 0 } name)
            {
                throw item.At.Error("InvalidPlanValue", "'extends' must be the path of a plan file.", "Write for example base.yaml.");
            }

            var path = Path.GetFullPath(name.Value, Path.GetDirectoryName(map.At.File) ?? "");
            if (files.Contains(path) || files.Count >= MostFiles)
            {
                throw name.At.Error(
                    "PlanExtendsItself", $"{name.Value} extends, in the end, itself.", "Leave out one of the \"extends:\" in the circle.");
            }

            var content = ReadAt(name.At, path, "Plan", "extends");
            var found = Extended(PlanParser.Parse(path, content), [.. files, path]);
            below = below is null ? found : found.Over(below);
        }

        return map.Over(below!);
    }

    private static string ReadAt(PlanMark place, string path, string what, string field)
    {
        try
        {
            return TextFile.Read(path, what, field);
        }
        catch (LoadException exception)
        {
            throw new LoadException(
                exception.ErrorId, exception.Kind, $"{place}: {exception.Message}", exception.RecommendedAction, path, exception);
        }
    }

    /// <summary>The place of a field: its scenario's, or the plan's, or that of what it is in.</summary>
    private PlanMark? PlaceOf(string? field, string? scenario)
    {
        var own = scenario is null ? null : $"scenarios.{scenario}";
        for (var path = field ?? ""; path.Length > 0; path = path.LastIndexOf('.') is var dot and > 0 ? path[..dot] : "")
        {
            if ((own is not null && _places.TryGetValue($"{own}.{path}", out var place)) || _places.TryGetValue(path, out place))
            {
                return place;
            }
        }

        return own is null ? null : _places.GetValueOrDefault(own);
    }

    private static string Plain(string text) => Field().Replace(text, "'$1'");

    [GeneratedRegex("`([a-zA-Z.]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
