using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of GetTopicRule. Reads a topic rule.</summary>
public class GetTopicRuleRequest : AmazonIoTRequest
{
    internal static readonly Structure<GetTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
    };

    internal static readonly Operation<GetTopicRuleRequest, GetTopicRuleResponse> Operation = new(
        IoTService.Instance, "GetTopicRule", "GET", "/rules/{ruleName}", Shape, GetTopicRuleResponse.Shape);

    /// <summary>Name of the rule. Required.</summary>
    public string? RuleName { get; set; }
}

/// <summary>Output of GetTopicRule.</summary>
public class GetTopicRuleResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<GetTopicRuleResponse> Shape = new()
    {
        { "ruleArn", Shapes.Text, r => r.RuleArn, (r, v) => r.RuleArn = v },
        { "rule", TopicRule.Shape, r => r.Rule, (r, v) => r.Rule = v },
    };

    /// <summary>ARN of the rule.</summary>
    public string? RuleArn { get; set; }

    /// <summary>The rule.</summary>
    public TopicRule? Rule { get; set; }
}
