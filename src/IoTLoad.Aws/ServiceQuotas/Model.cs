using Amazon.Runtime;

namespace Amazon.ServiceQuotas.Model;

/// <summary>Lists the quotas of a service as they apply to the account, a page at a time.</summary>
public class ListServiceQuotasRequest : AmazonWebServiceRequest
{
    public string? ServiceCode { get; set; }
    public string? NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public class ListServiceQuotasResponse : AmazonWebServiceResponse
{
    public string? NextToken { get; set; }
    public List<ServiceQuota>? Quotas { get; set; }
}

/// <summary>A quota.</summary>
public class ServiceQuota
{
    public string? QuotaName { get; set; }
    public double? Value { get; set; }
}
