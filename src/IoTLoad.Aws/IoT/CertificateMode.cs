using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Whether devices must send the server name in the TLS handshake.</summary>
public class CertificateMode : ConstantClass
{
    /// <summary><c>DEFAULT</c></summary>
    public static readonly CertificateMode DEFAULT = new("DEFAULT");

    /// <summary><c>SNI_ONLY</c></summary>
    public static readonly CertificateMode SNI_ONLY = new("SNI_ONLY");

    internal static readonly Shape<CertificateMode> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public CertificateMode(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static CertificateMode FindValue(string value) => FindValue<CertificateMode>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator CertificateMode(string value) => FindValue(value);
}
