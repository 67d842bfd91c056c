using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.IoT;

/// <summary>Access control of an S3 object.</summary>
public class CannedAccessControlList : ConstantClass
{
    /// <summary><c>private</c></summary>
    public static readonly CannedAccessControlList Private = new("private");

    /// <summary><c>public-read</c></summary>
    public static readonly CannedAccessControlList PublicRead = new("public-read");

    /// <summary><c>public-read-write</c></summary>
    public static readonly CannedAccessControlList PublicReadWrite = new("public-read-write");

    /// <summary><c>aws-exec-read</c></summary>
    public static readonly CannedAccessControlList AwsExecRead = new("aws-exec-read");

    /// <summary><c>authenticated-read</c></summary>
    public static readonly CannedAccessControlList AuthenticatedRead = new("authenticated-read");

    /// <summary><c>bucket-owner-read</c></summary>
    public static readonly CannedAccessControlList BucketOwnerRead = new("bucket-owner-read");

    /// <summary><c>bucket-owner-full-control</c></summary>
    public static readonly CannedAccessControlList BucketOwnerFullControl = new("bucket-owner-full-control");

    /// <summary><c>log-delivery-write</c></summary>
    public static readonly CannedAccessControlList LogDeliveryWrite = new("log-delivery-write");

    internal static readonly Shape<CannedAccessControlList> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public CannedAccessControlList(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static CannedAccessControlList FindValue(string value) => FindValue<CannedAccessControlList>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator CannedAccessControlList(string value) => FindValue(value);
}
