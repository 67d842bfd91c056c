using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>Reads a file with certificates or keys.</summary>
internal static class TlsFile
{
    /// <summary>The file's text.</summary>
    /// <param name="path">Path.</param>
    /// <param name="name">What it is; the start of the error IDs, such as <c>CaFile</c>.</param>
    /// <exception cref="LoadException">{name}NotFound, {name}Unreadable.</exception>
    public static string ReadText(string path, string name) => Read(path, name, File.ReadAllText);

    /// <summary>The file's bytes.</summary>
    /// <inheritdoc cref="ReadText"/>
    public static byte[] ReadBytes(string path, string name) => Read(path, name, File.ReadAllBytes);

    /// <summary>The error for a file that can be read, and does not hold what it should.</summary>
    public static LoadException Malformed(string path, string name, string why, string action, Exception? inner = null) =>
        LoadException.InvalidInput(name + "Malformed", $"{Label(name)} {path} {why}.", action, path, inner);

    /// <summary>How messages name the field.</summary>
    public static string Label(string name) => $"`tls.{char.ToLowerInvariant(name[0])}{name[1..]}`";

    private static T Read<T>(string path, string name, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw LoadException.NotFound(
                name + "NotFound", $"{Label(name)} {path} does not exist.",
                "Check the path; a relative one starts at the current directory.",
                path,
                exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw LoadException.AccessDenied(
                name + "Unreadable",
                Directory.Exists(path) ? $"{Label(name)} {path} is a directory." : $"{Label(name)} {path} cannot be read.",
                "Give a file that this account may read.",
                path,
                exception);
        }
    }
}

/// <summary>Reads a PEM file of one certificate or more.</summary>
internal static class PemCertificates
{
    /// <summary>The certificates, in the file's order; at least one.</summary>
    /// <param name="path">PEM file.</param>
    /// <param name="name">What it is; the start of the error IDs, such as <c>CaFile</c>.</param>
    /// <exception cref="LoadException">{name}NotFound, {name}Unreadable, {name}Malformed.</exception>
    public static X509Certificate2Collection Read(string path, string name)
    {
        const string Action = "Give certificates in PEM (-----BEGIN CERTIFICATE-----); convert DER with openssl x509 -inform der.";
        var text = TlsFile.ReadText(path, name);
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            throw TlsFile.Malformed(path, name, "holds a certificate that cannot be read", Action, exception);
        }

        return certificates.Count > 0 ? certificates : throw TlsFile.Malformed(path, name, "holds no certificate", Action);
    }
}
