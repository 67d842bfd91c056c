using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Status of a certificate.</summary>
public class CertificateStatus(string value) : ConstantClass(value)
{
    public static readonly CertificateStatus ACTIVE = new("ACTIVE");
    public static readonly CertificateStatus INACTIVE = new("INACTIVE");
    internal static readonly Shape<CertificateStatus> Shape = Shapes.Constant(FindValue<CertificateStatus>);
}
