using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A topic rule. Only the kinds of actions that this project knows are read.</summary>
public class TopicRule
{
    internal static readonly Structure<TopicRule> Shape = new()
    {
        { "sql", Shapes.Text, r => r.Sql, (r, v) => r.Sql = v },
        { "description", Shapes.Text, r => r.Description, (r, v) => r.Description = v },
        { "actions", Shapes.List(Action.Shape), r => r.Actions, (r, v) => r.Actions = v },
        { "ruleDisabled", Shapes.Flag, r => r.RuleDisabled, (r, v) => r.RuleDisabled = v },
        { "awsIotSqlVersion", Shapes.Text, r => r.AwsIotSqlVersion, (r, v) => r.AwsIotSqlVersion = v },
        { "errorAction", Action.Shape, r => r.ErrorAction, (r, v) => r.ErrorAction = v },
    };

    public string? Sql { get; set; }
    public string? Description { get; set; }
    public List<Action>? Actions { get; set; }
    public bool? RuleDisabled { get; set; }
    public string? AwsIotSqlVersion { get; set; }
    public Action? ErrorAction { get; set; }
}

/// <summary>A topic rule in a list.</summary>
public class TopicRuleListItem
{
    internal static readonly Structure<TopicRuleListItem> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v },
    };

    public string? RuleName { get; set; }
}

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

    public string? Sql { get; set; }
    public string? Description { get; set; }
    public List<Action>? Actions { get; set; }
    public bool? RuleDisabled { get; set; }
    public string? AwsIotSqlVersion { get; set; }
    public Action? ErrorAction { get; set; }
}

/// <summary>Makes a topic rule.</summary>
public class CreateTopicRuleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreateTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
        { "topicRulePayload", TopicRulePayload.Shape, r => r.TopicRulePayload, (r, v) => r.TopicRulePayload = v, Place.Payload },
        { "x-amz-tagging", Shapes.Text, r => r.Tags, (r, v) => r.Tags = v, Place.Header },
    };

    internal static readonly Operation<CreateTopicRuleRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "CreateTopicRule", "POST", "/rules/{ruleName}", Shape);

    public string? RuleName { get; set; }
    public TopicRulePayload? TopicRulePayload { get; set; }
    public string? Tags { get; set; }
}

/// <summary>Deletes a topic rule.</summary>
public class DeleteTopicRuleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
    };

    internal static readonly Operation<DeleteTopicRuleRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "DeleteTopicRule", "DELETE", "/rules/{ruleName}", Shape);

    public string? RuleName { get; set; }
}

/// <summary>Reads a topic rule.</summary>
public class GetTopicRuleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<GetTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
    };

    internal static readonly Operation<GetTopicRuleRequest, GetTopicRuleResponse> Operation = new(
        IoTService.Instance, "GetTopicRule", "GET", "/rules/{ruleName}", Shape, GetTopicRuleResponse.Shape);

    public string? RuleName { get; set; }
}

public class GetTopicRuleResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetTopicRuleResponse> Shape = new()
    {
        { "rule", TopicRule.Shape, r => r.Rule, (r, v) => r.Rule = v },
    };

    public TopicRule? Rule { get; set; }
}

/// <summary>Lists topic rules, a page at a time.</summary>
public class ListTopicRulesRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListTopicRulesRequest> Shape = new()
    {
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
    };

    internal static readonly Operation<ListTopicRulesRequest, ListTopicRulesResponse> Operation = new(
        IoTService.Instance, "ListTopicRules", "GET", "/rules", Shape, ListTopicRulesResponse.Shape);

    public int? MaxResults { get; set; }
    public string? NextToken { get; set; }
}

public class ListTopicRulesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTopicRulesResponse> Shape = new()
    {
        { "rules", Shapes.List(TopicRuleListItem.Shape), r => r.Rules, (r, v) => r.Rules = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    public List<TopicRuleListItem>? Rules { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>Replaces a topic rule as a whole.</summary>
public class ReplaceTopicRuleRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ReplaceTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
        { "topicRulePayload", TopicRulePayload.Shape, r => r.TopicRulePayload, (r, v) => r.TopicRulePayload = v, Place.Payload },
    };

    internal static readonly Operation<ReplaceTopicRuleRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "ReplaceTopicRule", "PATCH", "/rules/{ruleName}", Shape);

    public string? RuleName { get; set; }
    public TopicRulePayload? TopicRulePayload { get; set; }
}
