using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A certificate.</summary>
public class CertificateDescription
{
    internal static readonly Structure<CertificateDescription> Shape = new()
    {
        { "certificateArn", Shapes.Text, r => r.CertificateArn, (r, v) => r.CertificateArn = v },
        { "status", CertificateStatus.Shape, r => r.Status, (r, v) => r.Status = v },
    };

    public string? CertificateArn { get; set; }
    public CertificateStatus? Status { get; set; }
}

/// <summary>A key pair in PEM.</summary>
public class KeyPair
{
    internal static readonly Structure<KeyPair> Shape = new()
    {
        { "PrivateKey", Shapes.Text, r => r.PrivateKey, (r, v) => r.PrivateKey = v },
    };

    public string? PrivateKey { get; set; }
}

/// <summary>Makes a 2048-bit RSA key pair and a certificate.</summary>
public class CreateKeysAndCertificateRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<CreateKeysAndCertificateRequest> Shape = new()
    {
        { "setAsActive", Shapes.Flag, r => r.SetAsActive, (r, v) => r.SetAsActive = v, Place.Query },
    };

    internal static readonly Operation<CreateKeysAndCertificateRequest, CreateKeysAndCertificateResponse> Operation = new(
        IoTService.Instance, "CreateKeysAndCertificate", "POST", "/keys-and-certificate", Shape, CreateKeysAndCertificateResponse.Shape);

    public bool? SetAsActive { get; set; }
}

public class CreateKeysAndCertificateResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreateKeysAndCertificateResponse> Shape = new()
    {
        { "certificateArn", Shapes.Text, r => r.CertificateArn, (r, v) => r.CertificateArn = v },
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v },
        { "certificatePem", Shapes.Text, r => r.CertificatePem, (r, v) => r.CertificatePem = v },
        { "keyPair", KeyPair.Shape, r => r.KeyPair, (r, v) => r.KeyPair = v },
    };

    public string? CertificateArn { get; set; }
    public string? CertificateId { get; set; }
    public string? CertificatePem { get; set; }
    public KeyPair? KeyPair { get; set; }
}

/// <summary>Deletes a certificate that is inactive and has neither things nor policies.</summary>
public class DeleteCertificateRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DeleteCertificateRequest> Shape = new()
    {
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
    };

    internal static readonly Operation<DeleteCertificateRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "DeleteCertificate", "DELETE", "/certificates/{certificateId}", Shape);

    public string? CertificateId { get; set; }
}

/// <summary>Reads a certificate.</summary>
public class DescribeCertificateRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<DescribeCertificateRequest> Shape = new()
    {
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
    };

    internal static readonly Operation<DescribeCertificateRequest, DescribeCertificateResponse> Operation = new(
        IoTService.Instance, "DescribeCertificate", "GET", "/certificates/{certificateId}", Shape, DescribeCertificateResponse.Shape);

    public string? CertificateId { get; set; }
}

public class DescribeCertificateResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<DescribeCertificateResponse> Shape = new()
    {
        { "certificateDescription", CertificateDescription.Shape, r => r.CertificateDescription, (r, v) => r.CertificateDescription = v },
    };

    public CertificateDescription? CertificateDescription { get; set; }
}

/// <summary>Changes a certificate's status.</summary>
public class UpdateCertificateRequest : AmazonWebServiceRequest
{
    internal static readonly Structure<UpdateCertificateRequest> Shape = new()
    {
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v, Place.Path },
        { "newStatus", CertificateStatus.Shape, r => r.NewStatus, (r, v) => r.NewStatus = v, Place.Query },
    };

    internal static readonly Operation<UpdateCertificateRequest, AmazonWebServiceResponse> Operation = new(
        IoTService.Instance, "UpdateCertificate", "PUT", "/certificates/{certificateId}", Shape);

    public string? CertificateId { get; set; }
    public CertificateStatus? NewStatus { get; set; }
}
