using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.IoT.Model;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>The rule engine's rules as the control plane has them; what it does not know in a rule is refused by name.</summary>
/// <param name="engine">Rule engine.</param>
internal sealed class TopicRules(RuleEngine engine) : ITopicRules
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly ConcurrentDictionary<string, Document> _payloads = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Create(string name, Document payload)
    {
        engine.Create(name, Read(payload));
        _payloads[name] = payload;
    }

    /// <inheritdoc/>
    public void Replace(string name, Document payload)
    {
        engine.Replace(name, Read(payload));
        _payloads[name] = payload;
    }

    /// <inheritdoc/>
    public void Switch(string name, bool on)
    {
        if (on)
        {
            engine.Enable(name);
        }
        else
        {
            engine.Disable(name);
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        engine.Delete(name);
        _payloads.TryRemove(name, out _);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TopicRuleDescription> List() =>
    [
        .. engine.List()
            .Select(rule => new TopicRuleDescription(
                rule.RuleName!,
                rule.RuleArn!,
                rule.TopicPattern!,
                rule.CreatedAt!.Value,
                rule.RuleDisabled == true,
                _payloads.GetValueOrDefault(rule.RuleName!) ?? []))
            .OrderBy(rule => rule.Created),
    ];

    private static TopicRulePayload Read(Document payload)
    {
        try
        {
            return JsonSerializer.Deserialize<TopicRulePayload>(JsonCodec.Write(payload), Strict)!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw IoTRefusal.Invalid($"The sandbox does not know something in the rule: {e.Message}");
        }
    }
}
