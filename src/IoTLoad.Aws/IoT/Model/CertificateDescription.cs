using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A certificate.</summary>
public class CertificateDescription
{
    internal static readonly Structure<CertificateDescription> Shape = new()
    {
        { "certificateArn", Shapes.Text, r => r.CertificateArn, (r, v) => r.CertificateArn = v },
        { "certificateId", Shapes.Text, r => r.CertificateId, (r, v) => r.CertificateId = v },
        { "status", CertificateStatus.Shape, r => r.Status, (r, v) => r.Status = v },
        { "certificatePem", Shapes.Text, r => r.CertificatePem, (r, v) => r.CertificatePem = v },
        { "ownedBy", Shapes.Text, r => r.OwnedBy, (r, v) => r.OwnedBy = v },
        { "creationDate", Shapes.Time, r => r.CreationDate, (r, v) => r.CreationDate = v },
        { "lastModifiedDate", Shapes.Time, r => r.LastModifiedDate, (r, v) => r.LastModifiedDate = v },
        { "validity", CertificateValidity.Shape, r => r.Validity, (r, v) => r.Validity = v },
        { "certificateMode", CertificateMode.Shape, r => r.CertificateMode, (r, v) => r.CertificateMode = v },
    };

    /// <summary>ARN of the certificate.</summary>
    public string? CertificateArn { get; set; }

    /// <summary>ID of the certificate, 64 hexadecimal digits.</summary>
    public string? CertificateId { get; set; }

    /// <summary>Status.</summary>
    public CertificateStatus? Status { get; set; }

    /// <summary>The certificate in PEM.</summary>
    public string? CertificatePem { get; set; }

    /// <summary>Account that owns it.</summary>
    public string? OwnedBy { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreationDate { get; set; }

    /// <summary>When it was changed.</summary>
    public DateTime? LastModifiedDate { get; set; }

    /// <summary>When it is valid.</summary>
    public CertificateValidity? Validity { get; set; }

    /// <summary>Whether devices must send the server name.</summary>
    public CertificateMode? CertificateMode { get; set; }
}
