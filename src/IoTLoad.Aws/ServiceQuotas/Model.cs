using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.ServiceQuotas.Model;

/// <summary>Lists the quotas of a service as they apply to the account, a page at a time.</summary>
public class ListServiceQuotasRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListServiceQuotasRequest> Shape = new()
    {
        { "ServiceCode", Shapes.Text, r => r.ServiceCode, (r, v) => r.ServiceCode = v },
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "MaxResults", Shapes.Integer, r => r.MaxResults, (r, v) => r.MaxResults = v },
    };

    internal static readonly Operation<ListServiceQuotasRequest, ListServiceQuotasResponse> Operation = new(
        ServiceQuotasService.Instance, "ListServiceQuotas", Shape, ListServiceQuotasResponse.Shape);

    public string? ServiceCode { get; set; }
    public string? NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public class ListServiceQuotasResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListServiceQuotasResponse> Shape = new()
    {
        { "NextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
        { "Quotas", Shapes.List(ServiceQuota.Shape), r => r.Quotas, (r, v) => r.Quotas = v },
    };

    public string? NextToken { get; set; }
    public List<ServiceQuota>? Quotas { get; set; }
}

/// <summary>A quota.</summary>
public class ServiceQuota
{
    internal static readonly Structure<ServiceQuota> Shape = new()
    {
        { "QuotaName", Shapes.Text, r => r.QuotaName, (r, v) => r.QuotaName = v },
        { "Value", Shapes.Number, r => r.Value, (r, v) => r.Value = v },
    };

    public string? QuotaName { get; set; }
    public double? Value { get; set; }
}
