using System.Text.Json.Serialization;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>A client of AWS Identity and Access Management. It is safe for concurrent use, and one serves a whole program.</summary>
public class AmazonIdentityManagementServiceClient(AWSCredentials credentials, AmazonIdentityManagementServiceConfig clientConfig)
    : TypedClient(Service, credentials, clientConfig)
{
    internal static readonly AwsService Service = new()
    {
        ServiceId = "IAM",
        Name = "Amazon.IdentityManagement",
        SigningName = "iam",
        ApiVersion = "2010-05-08",
        Protocol = new QueryProtocol(IdentityManagementJson.Default),
        Endpoints = new("iam", Elsewhere),
    };

    public Task<AmazonWebServiceResponse> CreateRoleAsync(CreateRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetRoleResponse>(request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteRoleAsync(DeleteRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<AmazonWebServiceResponse> PutRolePolicyAsync(PutRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<GetRolePolicyResponse>(request, cancellationToken);

    public Task<AmazonWebServiceResponse> DeleteRolePolicyAsync(
        DeleteRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    public Task<AmazonWebServiceResponse> UpdateAssumeRolePolicyAsync(
        UpdateAssumeRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync<AmazonWebServiceResponse>(request, cancellationToken);

    // A partition has one IAM, whatever the region of the caller, and its own region in signatures.
    private static EndpointException? Elsewhere(EndpointQuery query)
    {
        var fips = query.Fips ? "-fips" : "";
        var home = Fn.Partition(query.Region).implicitGlobalRegion;
        return query switch
        {
            { Partition: "aws", DualStack: false } => new($"iam{fips}.{query.Suffix}", home),
            { Partition: "aws", DualStack: true } => new($"iam{fips}.global.{query.Suffix}", home),
            { Partition: "aws-us-gov" } => new($"iam.us-gov.{query.Suffix}", home),
            { Partition: "aws-cn", Fips: false, DualStack: false } => new($"iam.cn-north-1.{query.Suffix}", "cn-north-1"),
            { Partition: "aws-cn", Fips: false, DualStack: true } => new($"iam.global.{query.Suffix}", "cn-north-1"),
            { Partition: "aws-iso" or "aws-iso-b", Fips: true, DualStack: false } => new($"iam-fips.{home}.{query.Suffix}", home),
            { Fips: false, DualStack: false } => new($"iam.{home}.{query.Suffix}", home),
            _ => new($"iam{fips}.{query.Suffix}", home),
        };
    }
}

/// <summary>Configuration of a client of AWS Identity and Access Management.</summary>
public class AmazonIdentityManagementServiceConfig() : TypedConfig(AmazonIdentityManagementServiceClient.Service);

/// <summary>The types of its requests and responses.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateRoleRequest))]
[JsonSerializable(typeof(GetRoleRequest)), JsonSerializable(typeof(GetRoleResponse))]
[JsonSerializable(typeof(DeleteRoleRequest))]
[JsonSerializable(typeof(PutRolePolicyRequest))]
[JsonSerializable(typeof(GetRolePolicyRequest)), JsonSerializable(typeof(GetRolePolicyResponse))]
[JsonSerializable(typeof(DeleteRolePolicyRequest))]
[JsonSerializable(typeof(UpdateAssumeRolePolicyRequest))]
internal sealed partial class IdentityManagementJson : JsonSerializerContext;
