using Amazon.Runtime;

namespace IoTLoad.Aws.Credentials;

/// <summary>
/// Credentials that somebody else keeps, such as another AWSSDK.Core that AWS.Tools has loaded. Asked anew for each use, since
/// the other side refreshes what expires.
/// </summary>
internal sealed class ForeignCredentials(Func<(string AccessKey, string SecretKey, string? SessionToken)> source) : AWSCredentials
{
    public override ImmutableCredentials GetCredentials()
    {
        var (accessKey, secretKey, token) = source();
        return new ImmutableCredentials(accessKey, secretKey, token);
    }
}
