using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of ListTopicRules. Lists topic rules, a page at a time.</summary>
public class ListTopicRulesRequest : AmazonIoTRequest
{
    internal static readonly Structure<ListTopicRulesRequest> Shape = new()
    {
        { "topic", Shapes.Text, r => r.Topic, (r, v) => r.Topic = v, Place.Query },
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
        { "ruleDisabled", Shapes.Flag, r => r.RuleDisabled, (r, v) => r.RuleDisabled = v, Place.Query },
    };

    internal static readonly Operation<ListTopicRulesRequest, ListTopicRulesResponse> Operation = new(
        IoTService.Instance, "ListTopicRules", "GET", "/rules", Shape, ListTopicRulesResponse.Shape);

    /// <summary>Topic that the rules select.</summary>
    public string? Topic { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Whether the rule is off.</summary>
    public bool? RuleDisabled { get; set; }
}

/// <summary>Output of ListTopicRules.</summary>
public class ListTopicRulesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListTopicRulesResponse> Shape = new()
    {
        { "rules", Shapes.List(TopicRuleListItem.Shape), r => r.Rules, (r, v) => r.Rules = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>The rules of this page.</summary>
    public List<TopicRuleListItem>? Rules { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
