using System.Security.Cryptography;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>Reads a private key in PEM.</summary>
internal static class PrivateKeyFile
{
    private const string Name = "KeyFile";
    private const string Pkcs1 = "RSA PRIVATE KEY";
    private const string Forms = "Give an RSA or ECDSA key in PEM: PKCS#8 (openssl pkcs8 -topk8), PKCS#1 or SEC 1.";

    /// <summary>The key: an <see cref="RSA"/> or an <see cref="ECDsa"/>.</summary>
    /// <param name="path">PEM file.</param>
    /// <param name="password">Password of an encrypted key; null where it is not encrypted.</param>
    /// <exception cref="LoadException">KeyFileNotFound, KeyFileUnreadable, KeyFileMalformed, KeyPasswordMissing, KeyPasswordWrong.</exception>
    public static AsymmetricAlgorithm Read(string path, string? password)
    {
        var pem = TlsFile.ReadText(path, Name);
        return FindLabel(pem) switch
        {
            "ENCRYPTED PRIVATE KEY" => Decrypt(pem, path, password),
            "PRIVATE KEY" => Import(pem, RSA.Create) ?? Import(pem, ECDsa.Create) ?? throw Malformed(path),
            Pkcs1 when pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal) => throw TlsFile.Malformed(
                path, Name, "is encrypted in OpenSSL's old way, which is not supported", "Convert it: openssl pkcs8 -topk8 -in <old> -out <new>."),
            Pkcs1 => Import(pem, RSA.Create) ?? throw Malformed(path),
            "EC PRIVATE KEY" => Import(pem, ECDsa.Create) ?? throw Malformed(path),
            _ => throw Malformed(path),
        };
    }

    private static string? FindLabel(ReadOnlySpan<char> pem)
    {
        // "openssl ecparam -genkey" writes an EC PARAMETERS block before the key.
        while (PemEncoding.TryFind(pem, out var fields))
        {
            var label = pem[fields.Label].ToString();
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                return label;
            }

            pem = pem[fields.Location.End..];
        }

        // PemEncoding does not see a block with headers, and so none that is encrypted in the old way.
        return pem.Contains($"-----BEGIN {Pkcs1}-----", StringComparison.Ordinal) ? Pkcs1 : null;
    }

    private static AsymmetricAlgorithm Decrypt(string pem, string path, string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            throw new LoadException(
                "KeyPasswordMissing",
                LoadErrorKind.InvalidInput,
                $"{TlsFile.Label(Name)} {path} is encrypted, and no password is given.",
                "Give its password as -KeyPassword.",
                path);
        }

        return Import(pem, RSA.Create, password)
            ?? Import(pem, ECDsa.Create, password)
            ?? throw new LoadException(
                "KeyPasswordWrong",
                LoadErrorKind.AuthenticationFailed,
                $"{TlsFile.Label(Name)} {path} cannot be decrypted with the given password.",
                "Check -KeyPassword.",
                path);
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

    private static LoadException Malformed(string path) => TlsFile.Malformed(path, Name, "holds no private key that can be read", Forms);
}
