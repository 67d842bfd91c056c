using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IoTLoad.Engine.Plan;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IoTLoad.Engine.PlanFiles;

/// <summary>Writes a plan as the YAML or JSON that <see cref="PlanFile"/> reads. Fields that have their default are left out.</summary>
public static class PlanFileWriter
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The plan's YAML.</summary>
    public static string ToYaml(LoadPlan plan)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, ToNode(plan));
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    /// <summary>The plan's JSON.</summary>
    public static string ToJson(LoadPlan plan) => ToNode(plan).ToJsonString(Indented) + "\n";

    private static JsonObject ToNode(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (node, defaults) = (PlanFields.Node(plan.WithoutSecrets()), PlanFields.Default(typeof(LoadPlan)));
        var written = Record(node, plan, typeof(LoadPlan), defaults);

        // The kind follows from what is there, and the text of a template from its file.
        if (written["payload"] is JsonObject payload && plan.Payload.TemplateFile is not null)
        {
            payload.Remove("template");
        }

        return written;
    }

    private static JsonObject Record(JsonObject node, object value, Type type, JsonObject defaults)
    {
        var written = new JsonObject();
        foreach (var field in PlanFields.FieldsOf(PlanFields.Of(type)))
        {
            var (json, usual) = (node[field.Name], defaults[field.Name]);
            if (JsonNode.DeepEquals(json, usual))
            {
                continue;
            }

            if (json is null || field.Get!(value) is not { } member)
            {
                // A scenario's field that has its default again, where the plan has another value.
                written[field.Name] = null;
                continue;
            }

            written[field.Name] = member is IReadOnlyList<ScenarioPlan> scenarios ? Scenarios(scenarios, (JsonArray)json, node)
                : json is JsonObject record
                ? Record(record, member, field.PropertyType, usual as JsonObject ?? PlanFields.Default(field.PropertyType))
                : Plain(member, json);
        }

        return written;
    }

    /// <summary>Scenarios by name. What they have from the plan is left out.</summary>
    private static JsonObject Scenarios(IReadOnlyList<ScenarioPlan> scenarios, JsonArray nodes, JsonObject plan)
    {
        var all = new JsonObject();
        foreach (var (scenario, node) in scenarios.Zip(nodes, (scenario, node) => (scenario, (JsonObject)node!)))
        {
            var defaults = PlanFields.Default(typeof(ScenarioPlan));
            defaults["name"] = scenario.Name;
            foreach (var field in PlanFields.OfScenario.Where(field => node[field] is JsonObject && plan[field] is JsonObject))
            {
                defaults[field] = plan[field]!.DeepClone();
            }

            var written = Record(node, scenario, typeof(ScenarioPlan), defaults);
            if (written["payload"] is JsonObject payload && scenario.Payload!.TemplateFile is not null)
            {
                payload.Remove("template");
            }

            all[scenario.Name] = written;
        }

        return all;
    }

    private static JsonNode Plain(object value, JsonNode json) => value switch
    {
        TimeSpan duration => Duration(duration),
        MqttVersion version => PlanFields.MqttVersions.First(each => each.Value == version).Key,
        IEnumerable<LoadStage> stages => new JsonArray([.. stages.Select(Stage)]),
        string text => Escape(text),
        IEnumerable<string> texts => new JsonArray([.. texts.Select(text => (JsonNode)Escape(text))]),
        _ => json.DeepClone(),
    };

    private static JsonNode Stage(LoadStage stage) => stage.StartRate.Equals(stage.EndRate)
        ? new JsonObject { ["duration"] = Duration(stage.Duration), ["rate"] = stage.EndRate }
        : new JsonObject { ["duration"] = Duration(stage.Duration), ["startRate"] = stage.StartRate, ["endRate"] = stage.EndRate };

    // A TimeSpan's own text where the short one would round.
    private static string Duration(TimeSpan duration)
    {
        var text = DurationText.Format(duration);
        return duration >= TimeSpan.Zero && DurationText.Parse(text, "duration") == duration
            ? text : duration.ToString("c", CultureInfo.InvariantCulture);
    }

    private static string Escape(string text) => text.Replace("${", "$${", StringComparison.Ordinal);

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject record:
                emitter.Emit(new MappingStart());
                foreach (var (name, value) in record)
                {
                    emitter.Emit(new Scalar(name));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case null:
                emitter.Emit(new Scalar("~"));
                break;
            default:
                var quoted = node.GetValueKind() == JsonValueKind.String;
                var text = quoted ? node.GetValue<string>() : node.ToJsonString();
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, text, Style(text, quoted), isPlainImplicit: true,
                    isQuotedImplicit: true));
                break;
        }
    }

    private static ScalarStyle Style(string text, bool isText) =>
        !isText || (text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '_' or '-')
            && char.IsAsciiLetter(text[0]) && text is not ("null" or "Null" or "NULL" or "true" or "false"))
            ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
}
