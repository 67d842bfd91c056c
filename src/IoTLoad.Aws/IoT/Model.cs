using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A tag.</summary>
public class Tag
{
    [JsonPropertyName("Key")] public string? Key { get; set; }
    [JsonPropertyName("Value")] public string? Value { get; set; }
}

/// <summary>Finds the account's endpoint of a type.</summary>
public class DescribeEndpointRequest : AmazonWebServiceRequest
{
    public string? EndpointType { get; set; }
}

public class DescribeEndpointResponse : AmazonWebServiceResponse
{
    public string? EndpointAddress { get; set; }
}

/// <summary>Attributes of a thing, and how they are to be combined with those that it has.</summary>
public class AttributePayload
{
    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>A thing in a list.</summary>
public class ThingAttribute
{
    public string? ThingName { get; set; }
    public string? ThingArn { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>Attaches a certificate to a thing.</summary>
public class AttachThingPrincipalRequest : AmazonWebServiceRequest
{
    public string? ThingName { get; set; }
    [JsonPropertyName("x-amzn-principal")] public string? Principal { get; set; }
}

/// <summary>Makes a thing; repeating the call with the same attributes changes nothing.</summary>
public class CreateThingRequest : AmazonWebServiceRequest
{
    public string? ThingName { get; set; }
    public AttributePayload? AttributePayload { get; set; }
}

public class CreateThingResponse : AmazonWebServiceResponse
{
    public string? ThingArn { get; set; }
}

/// <summary>Deletes a thing; succeeds where there is none.</summary>
public class DeleteThingRequest : AmazonWebServiceRequest
{
    public string? ThingName { get; set; }
}

/// <summary>Reads a thing.</summary>
public class DescribeThingRequest : AmazonWebServiceRequest
{
    public string? ThingName { get; set; }
}

public class DescribeThingResponse : AmazonWebServiceResponse
{
    public string? ThingName { get; set; }
    public string? ThingArn { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
}

/// <summary>Detaches a certificate from a thing; may take a few seconds to show.</summary>
public class DetachThingPrincipalRequest : AmazonWebServiceRequest
{
    public string? ThingName { get; set; }
    [JsonPropertyName("x-amzn-principal")] public string? Principal { get; set; }
}

/// <summary>Lists things, a page at a time.</summary>
public class ListThingsRequest : AmazonWebServiceRequest
{
    public string? NextToken { get; set; }
    public int? MaxResults { get; set; }
    public string? AttributeName { get; set; }
    public string? AttributeValue { get; set; }
}

public class ListThingsResponse : AmazonWebServiceResponse
{
    public List<ThingAttribute>? Things { get; set; }
    public string? NextToken { get; set; }
}

/// <summary>A policy in a list.</summary>
public class Policy
{
    public string? PolicyName { get; set; }
}

/// <summary>Attaches a policy to a certificate, a thing group or an identity.</summary>
public class AttachPolicyRequest : AmazonWebServiceRequest
{
    public string? PolicyName { get; set; }
    public string? Target { get; set; }
}

/// <summary>Makes a policy; its first version is the default one.</summary>
public class CreatePolicyRequest : AmazonWebServiceRequest
{
    public string? PolicyName { get; set; }
    public string? PolicyDocument { get; set; }
    public List<Tag>? Tags { get; set; }
}

/// <summary>Deletes a policy that has one version and no targets.</summary>
public class DeletePolicyRequest : AmazonWebServiceRequest
{
    public string? PolicyName { get; set; }
}

/// <summary>Detaches a policy from a target.</summary>
public class DetachPolicyRequest : AmazonWebServiceRequest
{
    public string? PolicyName { get; set; }
    public string? Target { get; set; }
}

/// <summary>Reads the default version of a policy.</summary>
public class GetPolicyRequest : AmazonWebServiceRequest
{
    public string? PolicyName { get; set; }
}

public class GetPolicyResponse : AmazonWebServiceResponse
{
    public string? PolicyDocument { get; set; }
}

/// <summary>Lists the policies of a target, a page at a time.</summary>
public class ListAttachedPoliciesRequest : AmazonWebServiceRequest
{
    public string? Target { get; set; }
}

public class ListAttachedPoliciesResponse : AmazonWebServiceResponse
{
    public List<Policy>? Policies { get; set; }
}
