using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>Input of CreateKeysAndCertificate. Makes a 2048-bit RSA key pair and a certificate. The private key is in this response only.</summary>
public class CreateKeysAndCertificateRequest : AmazonIoTRequest
{
    internal static readonly Structure<CreateKeysAndCertificateRequest> Shape = new()
    {
        { "setAsActive", Shapes.Flag, r => r.SetAsActive, (r, v) => r.SetAsActive = v, Place.Query },
    };

    internal static readonly Operation<CreateKeysAndCertificateRequest, CreateKeysAndCertificateResponse> Operation = new(
        IoTService.Instance, "CreateKeysAndCertificate", "POST", "/keys-and-certificate", Shape, CreateKeysAndCertificateResponse.Shape);

    /// <summary>Whether the certificate is active from the start.</summary>
    public bool? SetAsActive { get; set; }
}

/// <summary>Output of CreateKeysAndCertificate.</summary>
public class CreateKeysAndCertificateResponse : AmazonWebServiceResponse
{
    internal static readonly Structure<CreateKeysAndCertificateResponse> Shape = new()
    {
        { "certificateArn", Shapes.Text, r => r.CertificateArn, (r, v) => r.CertificateArn = v },
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v },
        { "certificatePem", Shapes.Text, r => r.CertificatePem, (r, v) => r.CertificatePem = v },
        { "keyPair", KeyPair.Shape, r => r.KeyPair, (r, v) => r.KeyPair = v },
    };

    /// <summary>ARN of the certificate.</summary>
    public string? CertificateArn { get; set; }

    /// <summary>ID of the certificate, 64 hexadecimal digits.</summary>
    public string? CertificateId { get; set; }

    /// <summary>The certificate in PEM.</summary>
    public string? CertificatePem { get; set; }

    /// <summary>The keys.</summary>
    public KeyPair? KeyPair { get; set; }
}
