using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Tags of policies and topic rules.</summary>
internal sealed class TagOperations(DeviceRegistry registry, RuleEngine rules, ResourceTags tags)
{
    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("TagResource", "POST", "/tags", Tag, Resource)
        .Add("UntagResource", "POST", "/untag", Untag, Resource)
        .Add("ListTagsForResource", "GET", "/tags", List, Resource);

    private static string Resource(Call call) => call.Input.Required("resourceArn");

    private Document Tag(Call call)
    {
        tags.Set(Existing(call), call.Input.Documents("tags"));
        return [];
    }

    private Document Untag(Call call)
    {
        tags.Remove(Existing(call), call.Input.Texts("tagKeys"));
        return [];
    }

    private Document List(Call call) => new() { ["tags"] = tags.Of(Existing(call)) };

    private string Existing(Call call)
    {
        var arn = Resource(call);
        return rules.Rules.Any(rule => rule.Arn == arn) || registry.Policies.Values.Any(policy => policy.Arn == arn)
            ? arn
            : throw IoTRefusal.NotFound();
    }
}
