using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A topic rule. Only the kinds of actions that this project knows are read.</summary>
public class TopicRule
{
    internal static readonly Structure<TopicRule> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v },
        { "sql", Shapes.Text, r => r.Sql, (r, v) => r.Sql = v },
        { "description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "createdAt", Shapes.Time, r => r.CreatedAt, (r, v) => r.CreatedAt = v },
        { "actions", Shapes.List(Action.Shape), r => r.Actions, (r, v) => r.Actions = v },
        { "ruleDisabled", Shapes.Flag, r => r.RuleDisabled, (r, v) => r.RuleDisabled = v },
        { "awsIotSqlVersion", Shapes.Text, r => r.AwsIotSqlVersion, (r, v) => r.AwsIotSqlVersion = v },
        { "errorAction", Action.Shape, r => r.ErrorAction, (r, v) => r.ErrorAction = v },
    };

    /// <summary>Name of the rule.</summary>
    public string? RuleName { get; set; }

    /// <summary>The statement, such as <c>SELECT * FROM 'topic'</c>.</summary>
    public string? Sql { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreatedAt { get; set; }

    /// <summary>What is done with a message.</summary>
    public List<Action>? Actions { get; set; }

    /// <summary>Whether the rule is off.</summary>
    public bool? RuleDisabled { get; set; }

    /// <summary>Version of the rule SQL, such as <c>2016-03-23</c>.</summary>
    public string? AwsIotSqlVersion { get; set; }

    /// <summary>What is done with a message where an action fails.</summary>
    public Action? ErrorAction { get; set; }
}
