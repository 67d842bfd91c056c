using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DeleteTopicRule. Deletes a topic rule.</summary>
public class DeleteTopicRuleRequest : AmazonIoTRequest
{
    internal static readonly Structure<DeleteTopicRuleRequest> Shape = new()
    {
        { "ruleName", Shapes.Text, r => r.RuleName, (r, v) => r.RuleName = v, Place.Path },
    };

    internal static readonly Operation<DeleteTopicRuleRequest, DeleteTopicRuleResponse> Operation = new(
        IoTService.Instance, "DeleteTopicRule", "DELETE", "/rules/{ruleName}", Shape);

    /// <summary>Name of the rule. Required.</summary>
    public string? RuleName { get; set; }
}

/// <summary>Output of DeleteTopicRule: nothing but that it succeeded.</summary>
public class DeleteTopicRuleResponse : AmazonWebServiceResponse;
