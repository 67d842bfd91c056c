using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A certificate in a list.</summary>
public class Certificate
{
    internal static readonly Structure<Certificate> Shape = new()
    {
        { "certificateArn", Shapes.Text, r => r.CertificateArn, (r, v) => r.CertificateArn = v },
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v },
        { "status", CertificateStatus.Shape, r => r.Status, (r, v) => r.Status = v },
        { "certificateMode", CertificateMode.Shape, r => r.CertificateMode, (r, v) => r.CertificateMode = v },
        { "creationDate", Shapes.Time, r => r.CreationDate, (r, v) => r.CreationDate = v },
    };

    /// <summary>ARN of the certificate.</summary>
    public string? CertificateArn { get; set; }

    /// <summary>ID of the certificate, 64 hexadecimal digits.</summary>
    public string? CertificateId { get; set; }

    /// <summary>Status.</summary>
    public CertificateStatus? Status { get; set; }

    /// <summary>Whether devices must send the server name.</summary>
    public CertificateMode? CertificateMode { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreationDate { get; set; }
}
