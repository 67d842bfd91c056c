namespace Amazon.Runtime;

/// <summary>Credentials as that version of the SDK has them: the same names, other types.</summary>
/// <param name="accessKey">Access key ID.</param>
/// <param name="secretKey">Secret key.</param>
public sealed class BasicAWSCredentials(string accessKey, string secretKey)
{
    /// <summary>The keys.</summary>
    public ImmutableCredentials GetCredentials() => new(accessKey, secretKey, null);
}
