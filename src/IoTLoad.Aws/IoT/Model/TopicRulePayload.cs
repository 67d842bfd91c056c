using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>What a topic rule selects and does.</summary>
public class TopicRulePayload
{
    internal static readonly Structure<TopicRulePayload> Shape = new()
    {
        { "sql", Shapes.Text, r => r.Sql, (r, v) => r.Sql = v },
        { "description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "actions", Shapes.List(Action.Shape), r => r.Actions, (r, v) => r.Actions = v },
        { "ruleDisabled", Shapes.Flag, r => r.RuleDisabled, (r, v) => r.RuleDisabled = v },
        { "awsIotSqlVersion", Shapes.Text, r => r.AwsIotSqlVersion, (r, v) => r.AwsIotSqlVersion = v },
        { "errorAction", Action.Shape, r => r.ErrorAction, (r, v) => r.ErrorAction = v },
    };

    /// <summary>The statement, such as <c>SELECT * FROM 'topic'</c>. Required.</summary>
    public string? Sql { get; set; }

    /// <summary>Description.</summary>
    public string? Description { get; set; }

    /// <summary>What is done with a message. Required.</summary>
    public List<Action>? Actions { get; set; }

    /// <summary>Whether the rule is off.</summary>
    public bool? RuleDisabled { get; set; }

    /// <summary>Version of the rule SQL, such as <c>2016-03-23</c>.</summary>
    public string? AwsIotSqlVersion { get; set; }

    /// <summary>What is done with a message where an action fails.</summary>
    public Action? ErrorAction { get; set; }
}
