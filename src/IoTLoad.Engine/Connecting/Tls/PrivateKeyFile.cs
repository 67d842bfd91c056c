using System.Formats.Asn1;
using System.Security.Cryptography;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>Reads a private key in PEM.</summary>
internal static class PrivateKeyFile
{
    private const string Name = "KeyFile";
    private const string Forms = "Give an RSA or ECDSA key in PEM: PKCS#8 (openssl pkcs8 -topk8), PKCS#1 or SEC 1.";
    private const string Convert = "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in <old> -out <new>.";

    /// <summary>Ciphers of PBES2 that .NET reads; it reads the older schemes of PKCS#5 and PKCS#12 too.</summary>
    private static readonly HashSet<string> Ciphers =
    [
        "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.22", "2.16.840.1.101.3.4.1.42", // AES in CBC, 128, 192, 256 bits
        "1.2.840.113549.3.7", "1.2.840.113549.3.2", "1.3.14.3.2.7", // 3DES, RC2, DES
    ];

    private static readonly Dictionary<string, string> Names = new()
    {
        ["1.3.6.1.4.1.11591.4.11"] = "scrypt",
        ["1.3.101.112"] = "Ed25519",
        ["1.3.101.113"] = "Ed448",
        ["1.2.840.113549.1.1.10"] = "RSA-PSS",
        ["1.2.840.10040.4.1"] = "DSA",
    };

    /// <summary>The key: an <see cref="RSA"/> or an <see cref="ECDsa"/>.</summary>
    /// <param name="path">PEM file.</param>
    /// <param name="password">Password of an encrypted key; null where it is not encrypted.</param>
    /// <exception cref="LoadException">
    /// KeyFileNotFound, KeyFileUnreadable, KeyFileMalformed, KeyPasswordMissing, KeyPasswordWrong.
    /// </exception>
    public static AsymmetricAlgorithm Read(string path, string? password)
    {
        var pem = TlsFile.ReadText(path, Name);
        if (pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            throw Malformed(path, "is encrypted in OpenSSL's old way, which is not supported", Convert);
        }

        var labels = new List<string>();
        return Find(pem, labels) switch
        {
            ("ENCRYPTED PRIVATE KEY", var key) => Decrypt(pem, key, path, password),
            ("PRIVATE KEY", var key) => Import(pem, RSA.Create) ?? Import(pem, ECDsa.Create) ?? throw NotSupported(path, KindOf(key)),
            ("RSA PRIVATE KEY", _) => Import(pem, RSA.Create) ?? throw Malformed(path, "holds an RSA key that is damaged", Forms),
            ("EC PRIVATE KEY", _) => Import(pem, ECDsa.Create)
                ?? throw Malformed(path, "holds an EC key that is damaged, or of a curve that this machine does not support", Forms),
            ({ } label, _) => throw Malformed(path, $"holds a key of a form that is not supported ({label})", Forms),
            _ when labels.Count > 0 => throw Malformed(path, $"holds no private key, but {string.Join(", ", labels.Distinct())}", Forms),
            _ => throw Malformed(path, "holds no private key in PEM", Forms),
        };
    }

    private static (string? Label, byte[] Key) Find(ReadOnlySpan<char> pem, List<string> labels)
    {
        // "openssl ecparam -genkey" writes an EC PARAMETERS block before the key.
        while (PemEncoding.TryFind(pem, out var fields))
        {
            var label = pem[fields.Label].ToString();
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                return (label, System.Convert.FromBase64String(pem[fields.Base64Data].ToString()));
            }

            labels.Add(label);
            pem = pem[fields.Location.End..];
        }

        return (null, []);
    }

    private static AsymmetricAlgorithm Decrypt(string pem, byte[] key, string path, string? password)
    {
        if (UnsupportedEncryption(key) is { } algorithm)
        {
            throw Malformed(path, $"is encrypted with {NameOf(algorithm)}, which is not supported", Convert);
        }

        if (string.IsNullOrEmpty(password))
        {
            throw LoadException.InvalidInput(
                "KeyPasswordMissing", $"{TlsFile.Label(Name)} {path} is encrypted, and no password is given.",
                $"Give its password as {PlanField.KeyPassword}.", path);
        }

        return Import(pem, RSA.Create, password)
            ?? Import(pem, ECDsa.Create, password)
            ?? throw LoadException.AuthenticationFailed(
                "KeyPasswordWrong", $"{TlsFile.Label(Name)} {path} cannot be decrypted with the given password.",
                $"Check {PlanField.KeyPassword}; the key in it must be RSA or ECDSA.", path);
    }

    private static AsymmetricAlgorithm? Import(string pem, Func<AsymmetricAlgorithm> create, string? password = null)
    {
        var key = create();
        try
        {
            if (password is null)
            {
                key.ImportFromPem(pem);
            }
            else
            {
                key.ImportFromEncryptedPem(pem, password);
            }

            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // Not a key of this kind: the caller tries the other, and reports without what the runtime says of the key's text.
            key.Dispose();
            return null;
        }
    }

    /// <summary>The algorithm of an EncryptedPrivateKeyInfo (RFC 5958, RFC 8018) that .NET does not read, or null.</summary>
    private static string? UnsupportedEncryption(byte[] key)
    {
        const string pbes2 = "1.2.840.113549.1.5.13";
        const string pbkdf2 = "1.2.840.113549.1.5.12";
        return Oid(() =>
        {
            var scheme = new AsnReader(key, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            if (scheme.ReadObjectIdentifier() != pbes2)
            {
                return null;
            }

            var parameters = scheme.ReadSequence();
            var derivation = parameters.ReadSequence().ReadObjectIdentifier();
            var cipher = parameters.ReadSequence().ReadObjectIdentifier();
            return derivation != pbkdf2 ? derivation : Ciphers.Contains(cipher) ? null : cipher;
        });
    }

    /// <summary>The algorithm of a PrivateKeyInfo (RFC 5958).</summary>
    private static string? KindOf(byte[] key) => Oid(() =>
    {
        var info = new AsnReader(key, AsnEncodingRules.BER).ReadSequence();
        info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier();
    });

    private static string? Oid(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static string NameOf(string algorithm) => Names.GetValueOrDefault(algorithm, $"algorithm {algorithm}");

    private static LoadException NotSupported(string path, string? algorithm) =>
        algorithm is null or "1.2.840.113549.1.1.1" or "1.2.840.10045.2.1"
        ? Malformed(path, "holds a private key that is damaged, or of a curve that this machine does not support", Forms)
        : Malformed(path, $"holds a key of {NameOf(algorithm)}, which is not supported", Forms);

    private static LoadException Malformed(string path, string why, string action) => TlsFile.Malformed(path, Name, why, action);
}
