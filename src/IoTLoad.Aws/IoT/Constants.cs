using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Status of a certificate.</summary>
public class CertificateStatus(string value) : ConstantClass(value)
{
    public static readonly CertificateStatus ACTIVE = new("ACTIVE");
    public static readonly CertificateStatus INACTIVE = new("INACTIVE");
    internal static readonly Shape<CertificateStatus> Shape = Shapes.Constant(FindValue);

    public static CertificateStatus FindValue(string value) => FindValue<CertificateStatus>(value);

    public static implicit operator CertificateStatus(string value) => FindValue(value);
}
