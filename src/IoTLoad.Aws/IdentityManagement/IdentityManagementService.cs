using Amazon.Runtime.Internal.Endpoints.StandardLibrary;
using IoTLoad.Aws.Protocols;

namespace Amazon.IdentityManagement;

/// <summary>What the operations of AWS Identity and Access Management have in common.</summary>
internal static class IdentityManagementService
{
    /// <summary>The service.</summary>
    public static readonly AwsService Instance = new()
    {
        ServiceId = "IAM",
        Name = "Amazon.IdentityManagement",
        SigningName = "iam",
        ApiVersion = "2010-05-08",
        Protocol = WireProtocol.Query,
        Endpoints = new("iam", Elsewhere),
    };

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
