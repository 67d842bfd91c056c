using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DescribeProvisioningTemplate. Reads a template of fleet provisioning.</summary>
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

/// <summary>Output of DescribeProvisioningTemplate.</summary>
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
