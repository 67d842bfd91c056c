using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>When a certificate is valid.</summary>
public class CertificateValidity
{
    internal static readonly Structure<CertificateValidity> Shape = new()
    {
        { "notBefore", Shapes.Time, r => r.NotBefore, (r, v) => r.NotBefore = v },
        { "notAfter", Shapes.Time, r => r.NotAfter, (r, v) => r.NotAfter = v },
    };

    /// <summary>Begin of validity.</summary>
    public DateTime? NotBefore { get; set; }

    /// <summary>End of validity.</summary>
    public DateTime? NotAfter { get; set; }
}
