using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Reads a template of fleet provisioning.</summary>
public class DescribeProvisioningTemplateRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DescribeProvisioningTemplateRequest> Shape = new()
    {
        { "templateName", Shapes.Text, r => r.TemplateName, (r, v) => r.TemplateName = v, Place.Path },
    };

    internal static readonly Operation<DescribeProvisioningTemplateRequest, DescribeProvisioningTemplateResponse> Operation = new(
        IoTService.Instance, "DescribeProvisioningTemplate", "GET", "/provisioning-templates/{templateName}", Shape,
        DescribeProvisioningTemplateResponse.Shape);

    public string? TemplateName { get; set; }
}

public class DescribeProvisioningTemplateResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeProvisioningTemplateResponse> Shape = new()
    {
        { "templateArn", Shapes.Text, r => r.TemplateArn, (r, v) => r.TemplateArn = v },
        { "enabled", Shapes.Flag, r => r.Enabled, (r, v) => r.Enabled = v },
    };

    public string? TemplateArn { get; set; }
    public bool? Enabled { get; set; }
}

/// <summary>A provisioning template in a list.</summary>
public class ProvisioningTemplateSummary
{
    internal static readonly Structure<ProvisioningTemplateSummary> Shape = new()
    {
        { "templateName", Shapes.Text, r => r.TemplateName, (r, v) => r.TemplateName = v },
        { "type", Shapes.Text, r => r.Type, (r, v) => r.Type = v },
    };

    public string? TemplateName { get; set; }
    public string? Type { get; set; }
}

/// <summary>Lists the account's provisioning templates.</summary>
public class ListProvisioningTemplatesRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<ListProvisioningTemplatesRequest> Shape = new()
    {
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v, Place.Query },
    };

    internal static readonly Operation<ListProvisioningTemplatesRequest, ListProvisioningTemplatesResponse> Operation = new(
        IoTService.Instance, "ListProvisioningTemplates", "GET", "/provisioning-templates", Shape,
        ListProvisioningTemplatesResponse.Shape);

    public string? NextToken { get; set; }
}

public class ListProvisioningTemplatesResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<ListProvisioningTemplatesResponse> Shape = new()
    {
        { "templates", Shapes.List(ProvisioningTemplateSummary.Shape), r => r.Templates, (r, v) => r.Templates = v },
        { "nextToken", Shapes.Text, r => r.NextToken, (r, v) => r.NextToken = v },
    };

    public List<ProvisioningTemplateSummary>? Templates { get; set; }
    public string? NextToken { get; set; }
}
