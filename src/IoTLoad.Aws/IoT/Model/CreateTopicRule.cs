using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of CreateTopicRule. Makes a topic rule.</summary>
public class CreateTopicRuleRequest : AmazonIoTRequest
{
    internal static readonly Structure<CreateTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
        { "topicRulePayload", TopicRulePayload.Shape, r => r.TopicRulePayload, (r, v) => r.TopicRulePayload = v, Place.Payload },
        { "x-amz-tagging", Shapes.Text, r => r.Tags, (r, v) => r.Tags = v, Place.Header },
    };

    internal static readonly Operation<CreateTopicRuleRequest, CreateTopicRuleResponse> Operation = new(
        IoTService.Instance, "CreateTopicRule", "POST", "/rules/{ruleName}", Shape);

    /// <summary>Name of the rule. Required.</summary>
    public string? RuleName { get; set; }

    /// <summary>The rule. Required.</summary>
    public TopicRulePayload? TopicRulePayload { get; set; }

    /// <summary>Tags as <c>key1=value1&amp;key2=value2</c>.</summary>
    public string? Tags { get; set; }
}

/// <summary>Output of CreateTopicRule: nothing but that it succeeded.</summary>
public class CreateTopicRuleResponse : AmazonWebServiceResponse;
