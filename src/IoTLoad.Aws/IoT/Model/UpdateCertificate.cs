using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of UpdateCertificate. Changes a certificate's status.</summary>
public class UpdateCertificateRequest : AmazonIoTRequest
{
    internal static readonly Structure<UpdateCertificateRequest> Shape = new()
    {
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
        { "newStatus", CertificateStatus.Shape, r => r.NewStatus, (r, v) => r.NewStatus = v, Place.Query },
    };

    internal static readonly Operation<UpdateCertificateRequest, UpdateCertificateResponse> Operation = new(
        IoTService.Instance, "UpdateCertificate", "PUT", "/certificates/{certificateId}", Shape);

    /// <summary>ID of the certificate, 64 hexadecimal digits. Required.</summary>
    public string? CertificateId { get; set; }

    /// <summary>The new status. Required.</summary>
    public CertificateStatus? NewStatus { get; set; }
}

/// <summary>Output of UpdateCertificate: nothing but that it succeeded.</summary>
public class UpdateCertificateResponse : AmazonWebServiceResponse;
