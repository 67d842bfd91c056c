using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of DeleteCertificate. Deletes a certificate that is inactive and has neither things nor policies.</summary>
public class DeleteCertificateRequest : AmazonIoTRequest
{
    internal static readonly Structure<DeleteCertificateRequest> Shape = new()
    {
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
        { "forceDelete", Shapes.Flag, r => r.ForceDelete, (r, v) => r.ForceDelete = v, Place.Query },
    };

    internal static readonly Operation<DeleteCertificateRequest, DeleteCertificateResponse> Operation = new(
        IoTService.Instance, "DeleteCertificate", "DELETE", "/certificates/{certificateId}", Shape);

    /// <summary>ID of the certificate, 64 hexadecimal digits. Required.</summary>
    public string? CertificateId { get; set; }

    /// <summary>Delete even where policies are attached or the status is not inactive.</summary>
    public bool? ForceDelete { get; set; }
}

/// <summary>Output of DeleteCertificate: nothing but that it succeeded.</summary>
public class DeleteCertificateResponse : AmazonWebServiceResponse;
