using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DescribeCertificate. Reads a certificate.</summary>
public class DescribeCertificateRequest : AmazonIoTRequest
{
    internal static readonly Structure<DescribeCertificateRequest> Shape = new()
    {
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
    };

    internal static readonly Operation<DescribeCertificateRequest, DescribeCertificateResponse> Operation = new(
        IoTService.Instance, "DescribeCertificate", "GET", "/certificates/{certificateId}", Shape, DescribeCertificateResponse.Shape);

    /// <summary>ID of the certificate, 64 hexadecimal digits. Required.</summary>
    public string? CertificateId { get; set; }
}

/// <summary>Output of DescribeCertificate.</summary>
public class DescribeCertificateResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeCertificateResponse> Shape = new()
    {
        { "certificateDescription", CertificateDescription.Shape, r => r.CertificateDescription, (r, v) => r.CertificateDescription = v },
    };

    /// <summary>The certificate.</summary>
    public CertificateDescription? CertificateDescription { get; set; }
}
