using System.Collections;
using System.Globalization;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Parameters;

/// <content>The messages: who gets them, and what is in them.</content>
internal sealed partial class PlanBuilder
{
    private TrafficPlan Traffic(TrafficPlan basis, LoadProtocol protocol) => basis with
    {
        // Nobody can subscribe over HTTP.
        Pattern = protocol == LoadProtocol.Http && !isGiven("Pattern") ? TrafficPattern.PublishOnly
            : Or("Pattern", given.Pattern, basis.Pattern),
        Topic = given.Topic ?? basis.Topic,
        SubscribeFilter = given.SubscribeFilter ?? basis.SubscribeFilter,
        QoS = Or("QoS", given.QoS, basis.QoS),
        Retain = Or("Retain", (bool)given.Retain, basis.Retain),
        Properties = Properties(basis.Properties),
        InFlightWindow = Or("Window", given.Window, basis.InFlightWindow),
        BacklogLimit = Or("BacklogLimit", given.BacklogLimit, basis.BacklogLimit),
        Subscribers = Or("Subscribers", given.Subscribers, basis.Subscribers),
        Publishers = Or("Publishers", given.Publishers, basis.Publishers),
        BroadcastTopic = given.BroadcastTopic ?? basis.BroadcastTopic,
    };

    private MessageProperties? Properties(MessageProperties? basis)
    {
        var kept = basis ?? new MessageProperties();
        var properties = kept with
        {
            User = given.UserProperty is null ? kept.User :
            [
                .. given.UserProperty.Cast<DictionaryEntry>().Select(each => new UserProperty(
                    $"{each.Key}", Convert.ToString(each.Value, CultureInfo.InvariantCulture) ?? "")),
            ],
            ContentType = given.ContentType ?? kept.ContentType,
            ResponseTopic = given.ResponseTopic ?? kept.ResponseTopic,
            CorrelationData = given.CorrelationData ?? kept.CorrelationData,
            Expiry = given.MessageExpiry is null ? kept.Expiry : Duration(given.MessageExpiry, "-MessageExpiry"),
            Utf8 = Or("Utf8Payload", (bool)given.Utf8Payload, kept.Utf8),
            TopicAlias = Or("TopicAlias", (bool)given.TopicAlias, kept.TopicAlias),
        };
        return properties.User.Count == 0 && properties == new MessageProperties { User = properties.User } ? null : properties;
    }

    private PayloadPlan Payload(PayloadPlan basis)
    {
        if (isGiven("PayloadSize") && given.PayloadTemplate is not null)
        {
            throw LoadException.InvalidInput(
                "PayloadAmbiguous", "Both -PayloadSize and -PayloadTemplate are given.",
                "Leave one of them out; a template's size is what it comes to.", given.PayloadTemplate);
        }

        var plan = basis with
        {
            CsvFile = pathOf(given.PayloadCsv) ?? basis.CsvFile,
            Tracking = Or("Tracking", given.Tracking, basis.Tracking),
        };
        if (isGiven("PayloadSize"))
        {
            return plan with { Kind = PayloadKind.Fixed, Size = given.PayloadSize, Template = null, TemplateFile = null };
        }

        if (given.PayloadTemplate is null)
        {
            return plan;
        }

        var file = TemplateFile(given.PayloadTemplate);
        return plan with
        {
            Kind = PayloadKind.Template,
            Size = 0,
            Template = TextFile.Read(file, "PayloadTemplate", "-PayloadTemplate"),
            TemplateFile = file,
        };
    }

    private string TemplateFile(string path)
    {
        // No file has such a name, and its text would be looked for as a drive or a folder.
        return path.AsSpan().ContainsAny("{\"\n")
            ? throw LoadException.InvalidInput(
                "PayloadTemplateIsText", $"-PayloadTemplate is the name of a file, and this is a template's text: {Start(path)}",
                "Save the text first: Set-Content template.json '…', and then give -PayloadTemplate template.json.", Start(path))
            : pathOf(path)!;
    }

    private static string Start(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
