using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IotData.Model;

/// <summary>Input of ListRetainedMessages. Lists the topics that have a retained message, a page at a time.</summary>
public class ListRetainedMessagesRequest : AmazonIotDataRequest
{
    internal static readonly Structure<ListRetainedMessagesRequest> Shape = new()
    {
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
        { "maxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v, Place.Query },
    };

    internal static readonly Operation<ListRetainedMessagesRequest, ListRetainedMessagesResponse> Operation = new(
        IotDataService.Instance, "ListRetainedMessages", "GET", "/retainedMessage", Shape, ListRetainedMessagesResponse.Shape);

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>Most entries of a page.</summary>
    public int? MaxResults { get; set; }
}

/// <summary>Output of ListRetainedMessages.</summary>
public class ListRetainedMessagesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListRetainedMessagesResponse> Shape = new()
    {
        { "retainedTopics", Shapes.List(RetainedMessageSummary.Shape), r => r.RetainedTopics, (r, v) => r.RetainedTopics = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    /// <summary>The retained messages of this page.</summary>
    public List<RetainedMessageSummary>? RetainedTopics { get; set; }

    /// <summary>Where the page begins in a request; in a response, where the next one does, not set on the last.</summary>
    public string? NextToken { get; set; }
}
