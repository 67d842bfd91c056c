using System.Globalization;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Deployment;

/// <summary>What a function was deployed with, in its tags: what is there can be held against it later, from any machine.</summary>
internal static class FunctionSettings
{
    private const string Topics = "iotload-topics";
    private const string Clients = "iotload-clients";

    /// <summary>The tags that hold a request.</summary>
    public static Dictionary<string, string> ToTags(FunctionRequest request)
    {
        var tags = FunctionNames.TagsOf(request.Name);
        tags[FunctionNames.SettingsTag] = Text(
            $"architecture={request.Architecture} memory={request.MemorySize} timeout={(int)request.Timeout.TotalSeconds} "
                + $"retention={request.RetentionDays} reserved={request.ReservedConcurrency ?? -1} rules={request.TriggerRules} "
                + $"downstream={FunctionParts.Deliveries(request).Count} "
                + $"trigger={request.TriggerTopic ?? FunctionNames.TriggerTopicOf(request.Name)}");
        tags[Topics] = string.Join(' ', request.TopicPrefixes);
        tags[Clients] = string.Join(' ', request.ClientIdPrefixes);
        return tags;
    }

    /// <summary>Reads a request back; targets downstream are known by number only.</summary>
    /// <returns>Null where the tags are not those of a deployment.</returns>
    public static (FunctionRequest Request, int Downstream)? Read(string name, IReadOnlyDictionary<string, string>? tags)
    {
        if (tags?.GetValueOrDefault(FunctionNames.MadeByTag) != FunctionNames.MadeBy
            || !tags.TryGetValue(FunctionNames.SettingsTag, out var text))
        {
            return null;
        }

        var values = text.Split(' ').Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var reserved = Number("reserved", -1);
        return (new FunctionRequest
        {
            Name = name,
            Architecture = values.GetValueOrDefault("architecture", "arm64"),
            MemorySize = Number("memory", 1769),
            Timeout = TimeSpan.FromSeconds(Number("timeout", 900)),
            RetentionDays = Number("retention", 7),
            ReservedConcurrency = reserved < 0 ? null : reserved,
            TriggerRules = Number("rules", 0),
            TriggerTopic = values.GetValueOrDefault("trigger"),
            TopicPrefixes = Words(Topics),
            ClientIdPrefixes = Words(Clients),
            ZipFile = "",
        }, Number("downstream", 0));

        int Number(string key, int otherwise) => int.TryParse(values.GetValueOrDefault(key), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var number) ? number : otherwise;

        string[] Words(string tag) => tags.GetValueOrDefault(tag, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
