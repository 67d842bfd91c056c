using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace IoTLoad.Sandbox.Identity;

/// <summary>The access keys of a sandbox: made up at random, good for nothing elsewhere. Safe for concurrent use.</summary>
/// <param name="clock">Clock that temporary credentials end by.</param>
internal sealed class CredentialStore(TimeProvider clock)
{
    // Access key IDs are in base 32, whose alphabet this is (RFC 4648).
    private const string KeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly ConcurrentDictionary<string, AccessKey> _keys = new(StringComparer.Ordinal);

    /// <summary>Makes a key that lasts.</summary>
    public AccessKey Create(Principal principal) =>
        Add(new AccessKey($"AKIA{Text(16, KeyAlphabet)}", Text(40, SecretAlphabet), null, null, principal));

    /// <summary>Makes temporary credentials.</summary>
    /// <param name="lifetime">How long they are good for.</param>
    public AccessKey CreateTemporary(Principal principal, TimeSpan lifetime)
    {
        Sweep();
        return Add(new AccessKey($"ASIA{Text(16, KeyAlphabet)}", Text(40, SecretAlphabet), Text(120, SecretAlphabet),
            clock.GetUtcNow() + lifetime, principal));
    }

    /// <summary>The key of an ID, ended or not.</summary>
    /// <returns>Null where there is none.</returns>
    public AccessKey? Find(string id) => _keys.GetValueOrDefault(id);

    /// <summary>Random text, such as the unique part of an ID.</summary>
    internal static string Id(int length) => Text(length, KeyAlphabet);

    private static string Text(int length, string alphabet) => RandomNumberGenerator.GetString(alphabet, length);

    private AccessKey Add(AccessKey key)
    {
        _keys[key.Id] = key;
        return key;
    }

    // Ended keys are kept for a day, so that their use is refused as ended and not as unknown.
    private void Sweep()
    {
        var limit = clock.GetUtcNow() - TimeSpan.FromDays(1);
        foreach (var key in _keys.Values.Where(key => key.Expires < limit))
        {
            _keys.TryRemove(key.Id, out _);
        }
    }
}

/// <summary>A key that requests are signed with.</summary>
/// <param name="Id">Access key ID; those of temporary credentials begin with <c>ASIA</c>.</param>
/// <param name="Token">Session token of temporary credentials; null for lasting ones.</param>
/// <param name="Expires">When temporary credentials end; null for lasting ones.</param>
/// <param name="Principal">Who signs with it.</param>
internal sealed record AccessKey(string Id, string Secret, string? Token, DateTimeOffset? Expires, Principal Principal);
