using Amazon.Runtime;
using IoTLoad.SigV4;

namespace IoTLoad.Aws.Signing;

/// <summary>
/// The key that signs a day's requests of one service, kept for as long as day and credentials stay the same: making it is
/// four of a signature's five HMACs.
/// </summary>
internal sealed class SigningKey(string region, string service)
{
    private volatile Entry? _entry;

    /// <summary>Signs a text.</summary>
    /// <returns>The signature, lower-case hexadecimal.</returns>
    public string Sign(ImmutableCredentials credentials, SigningScope scope, string stringToSign)
    {
        var entry = _entry;
        if (entry is null || entry.Day != scope.Day || entry.SecretKey != credentials.SecretKey)
        {
            _entry = entry = new Entry(scope.Day, credentials.SecretKey, SignatureV4.Key(credentials.SecretKey, scope));
        }

        return SignatureV4.Signature(entry.Key, stringToSign);
    }

    /// <summary>The scope of a request that is signed now.</summary>
    public SigningScope ScopeAt(DateTimeOffset time) => new(time, region, service);

    private sealed record Entry(string Day, string SecretKey, byte[] Key);
}
