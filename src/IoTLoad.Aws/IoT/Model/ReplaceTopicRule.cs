using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ReplaceTopicRule. Replaces a topic rule as a whole.</summary>
public class ReplaceTopicRuleRequest : AmazonIoTRequest
{
    internal static readonly Structure<ReplaceTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
        { "topicRulePayload", TopicRulePayload.Shape, r => r.TopicRulePayload, (r, v) => r.TopicRulePayload = v, Place.Payload },
    };

    internal static readonly Operation<ReplaceTopicRuleRequest, ReplaceTopicRuleResponse> Operation = new(
        IoTService.Instance, "ReplaceTopicRule", "PATCH", "/rules/{ruleName}", Shape);

    /// <summary>Name of the rule. Required.</summary>
    public string? RuleName { get; set; }

    /// <summary>The rule. Required.</summary>
    public TopicRulePayload? TopicRulePayload { get; set; }
}

/// <summary>Output of ReplaceTopicRule: nothing but that it succeeded.</summary>
public class ReplaceTopicRuleResponse : AmazonWebServiceResponse;
