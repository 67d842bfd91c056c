using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatchLogs;

/// <summary>A client of Amazon CloudWatch Logs. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchLogsClient(AWSCredentials credentials, AmazonCloudWatchLogsConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "CloudWatch Logs",
        Name = "Amazon.CloudWatchLogs",
        SigningName = "logs",
        ApiVersion = "2014-03-28",
        Protocol = new JsonRpcProtocol(CloudWatchLogsJson.Default, JsonNamingPolicy.CamelCase, "1.1", "Logs_20140328"),
        Endpoints = new("logs", Elsewhere),
    };

    public Task<AmazonWebServiceResponse> CreateLogGroupAsync(
        CreateLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutRetentionPolicyAsync(
        PutRetentionPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<FilterLogEventsResponse> FilterLogEventsAsync(
        FilterLogEventsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<FilterLogEventsResponse>(request, cancellationToken);

    public Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(
        DescribeLogGroupsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<DescribeLogGroupsResponse>(request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteLogGroupAsync(
        DeleteLogGroupRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<ListTagsForResourceResponse> ListTagsForResourceAsync(
        ListTagsForResourceRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListTagsForResourceResponse>(request, cancellationToken);

    // In GovCloud the ordinary IPv4 endpoints are the FIPS ones.
    private static EndpointException? Elsewhere(EndpointQuery query) =>
        query is { Partition: "aws-us-gov", Fips: true, DualStack: false } ? new($"logs.{query.Region}.{query.Suffix}") : null;
}

/// <summary>Configuration of a client of Amazon CloudWatch Logs.</summary>
public class AmazonCloudWatchLogsConfig() : TypedConfig(AmazonCloudWatchLogsClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateLogGroupRequest))]
[JsonSerializable(typeof(PutRetentionPolicyRequest))]
[JsonSerializable(typeof(FilterLogEventsRequest)), JsonSerializable(typeof(FilterLogEventsResponse))]
[JsonSerializable(typeof(DescribeLogGroupsRequest)), JsonSerializable(typeof(DescribeLogGroupsResponse))]
[JsonSerializable(typeof(DeleteLogGroupRequest))]
[JsonSerializable(typeof(ListTagsForResourceRequest)), JsonSerializable(typeof(ListTagsForResourceResponse))]
internal sealed partial class CloudWatchLogsJson : JsonSerializerContext;
