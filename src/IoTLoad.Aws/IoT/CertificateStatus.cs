using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Status of a certificate.</summary>
public class CertificateStatus : ConstantClass
{
    /// <summary><c>ACTIVE</c></summary>
    public static readonly CertificateStatus ACTIVE = new("ACTIVE");

    /// <summary><c>INACTIVE</c></summary>
    public static readonly CertificateStatus INACTIVE = new("INACTIVE");

    /// <summary><c>REVOKED</c></summary>
    public static readonly CertificateStatus REVOKED = new("REVOKED");

    /// <summary><c>PENDING_TRANSFER</c></summary>
    public static readonly CertificateStatus PENDING_TRANSFER = new("PENDING_TRANSFER");

    /// <summary><c>REGISTER_INACTIVE</c></summary>
    public static readonly CertificateStatus REGISTER_INACTIVE = new("REGISTER_INACTIVE");

    /// <summary><c>PENDING_ACTIVATION</c></summary>
    public static readonly CertificateStatus PENDING_ACTIVATION = new("PENDING_ACTIVATION");

    internal static readonly Shape<CertificateStatus> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public CertificateStatus(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static CertificateStatus FindValue(string value) => FindValue<CertificateStatus>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator CertificateStatus(string value) => FindValue(value);
}
