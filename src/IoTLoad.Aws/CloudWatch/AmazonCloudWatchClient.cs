using System.Text.Json.Serialization;
using Amazon.CloudWatch.Model;
using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch;

/// <summary>A client of Amazon CloudWatch. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonCloudWatchClient(AWSCredentials credentials, AmazonCloudWatchConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "CloudWatch",
        Name = "Amazon.CloudWatch",
        SigningName = "monitoring",
        ApiVersion = "2010-08-01",
        Protocol = new JsonRpcProtocol(CloudWatchJson.Default, null, "1.0", "GraniteServiceVersion20100801", onceQuery: true),
        Endpoints = new("monitoring", Elsewhere),
    };

    public Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetMetricDataResponse>(request, cancellationToken);

    public Task<ListMetricsResponse> ListMetricsAsync(ListMetricsRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<ListMetricsResponse>(request, cancellationToken);

    public Task<PutDashboardResponse> PutDashboardAsync(PutDashboardRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<PutDashboardResponse>(request, cancellationToken);

    // In GovCloud the ordinary endpoints are the FIPS ones.
    private static EndpointException? Elsewhere(EndpointQuery query) =>
        query is { Partition: "aws-us-gov", Fips: true } ? new($"monitoring.{query.Region}.{query.Suffix}") : null;
}

/// <summary>Configuration of a client of Amazon CloudWatch.</summary>
public class AmazonCloudWatchConfig() : TypedConfig(AmazonCloudWatchClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GetMetricDataRequest)), JsonSerializable(typeof(GetMetricDataResponse))]
[JsonSerializable(typeof(ListMetricsRequest)), JsonSerializable(typeof(ListMetricsResponse))]
[JsonSerializable(typeof(PutDashboardRequest)), JsonSerializable(typeof(PutDashboardResponse))]
internal sealed partial class CloudWatchJson : JsonSerializerContext;

/// <summary>Order of points.</summary>
[JsonConverter(typeof(ConstantConverter<ScanBy>))]
public class ScanBy(string value) : ConstantClass(value)
{
    public static readonly ScanBy TimestampAscending = new("TimestampAscending");
}

/// <summary>Whether a series is complete.</summary>
[JsonConverter(typeof(ConstantConverter<StatusCode>))]
public class StatusCode(string value) : ConstantClass(value)
{
    public static readonly StatusCode Complete = new("Complete");
    public static readonly StatusCode PartialData = new("PartialData");
}
