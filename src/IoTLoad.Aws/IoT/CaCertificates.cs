using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>The certificate of an authority.</summary>
public class CACertificateDescription
{
    internal static readonly Structure<CACertificateDescription> Shape = new()
    {
        { "certificateArn", Shapes.Text, r => r.CertificateArn, (r, v) => r.CertificateArn = v },
        { "status", CertificateStatus.Shape, r => r.Status, (r, v) => r.Status = v },
        { "autoRegistrationStatus", Shapes.Text, r => r.AutoRegistrationStatus, (r, v) => r.AutoRegistrationStatus = v },
    };

    public string? CertificateArn { get; set; }
    public CertificateStatus? Status { get; set; }
    public string? AutoRegistrationStatus { get; set; }
}

/// <summary>How an authority's devices are provisioned.</summary>
public class RegistrationConfig
{
    internal static readonly Structure<RegistrationConfig> Shape = new()
    {
        { "templateName", Shapes.Text, r => r.TemplateName, (r, v) => r.TemplateName = v },
    };

    public string? TemplateName { get; set; }
}

/// <summary>Reads the certificate of an authority that was registered.</summary>
public class DescribeCACertificateRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DescribeCACertificateRequest> Shape = new()
    {
        { "caCertificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
    };

    internal static readonly Operation<DescribeCACertificateRequest, DescribeCACertificateResponse> Operation = new(
        IoTService.Instance, "DescribeCACertificate", "GET", "/cacertificate/{caCertificateId}", Shape,
        DescribeCACertificateResponse.Shape);

    public string? CertificateId { get; set; }
}

public class DescribeCACertificateResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeCACertificateResponse> Shape = new()
    {
        {
            "certificateDescription", CACertificateDescription.Shape, r => r.CertificateDescription,
            (r, v) => r.CertificateDescription = v
        },
        { "registrationConfig", RegistrationConfig.Shape, r => r.RegistrationConfig, (r, v) => r.RegistrationConfig = v },
    };

    public CACertificateDescription? CertificateDescription { get; set; }
    public RegistrationConfig? RegistrationConfig { get; set; }
}
