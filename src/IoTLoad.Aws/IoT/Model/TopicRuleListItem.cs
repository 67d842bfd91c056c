using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A topic rule in a list.</summary>
public class TopicRuleListItem
{
    internal static readonly Structure<TopicRuleListItem> Shape = new()
    {
        { "ruleArn", Shapes.Text, r => r.RuleArn, (r, v) => r.RuleArn = v },
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v },
        { "topicPattern", Shapes.Text, r => r.TopicPattern, (r, v) => r.TopicPattern = v },
        { "createdAt", Shapes.Time, r => r.CreatedAt, (r, v) => r.CreatedAt = v },
        { "ruleDisabled", Shapes.Flag, r => r.RuleDisabled, (r, v) => r.RuleDisabled = v },
    };

    /// <summary>ARN of the rule.</summary>
    public string? RuleArn { get; set; }

    /// <summary>Name of the rule.</summary>
    public string? RuleName { get; set; }

    /// <summary>Topic filter of the rule.</summary>
    public string? TopicPattern { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>Whether the rule is off.</summary>
    public bool? RuleDisabled { get; set; }
}
