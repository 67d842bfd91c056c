using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>
/// A fleet's keys and certificates on this machine, readable by their owner only, and a journal of them. A certificate enters
/// the journal before its key is written: whatever stops the work in between, none is forgotten in the account.
/// </summary>
internal sealed class FleetFolder
{
    private readonly string _prefix;
    private readonly string _journal;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FleetCertificate> _certificates = new(StringComparer.Ordinal);

    private FleetFolder(string path, string prefix)
    {
        Path = path;
        _prefix = prefix;
        _journal = System.IO.Path.Combine(path, $"{prefix}.certificates.jsonl");
    }

    public string Path { get; }

    /// <summary>All certificates of the journal that have not been deleted.</summary>
    public IReadOnlyList<FleetCertificate> Certificates
    {
        get
        {
            lock (_gate)
            {
                return [.. _certificates.Values];
            }
        }
    }

    /// <summary>Opens a fleet's part of a folder, which need not exist.</summary>
    /// <exception cref="LoadException">DeviceFilesDamaged, DeviceFilesNotReadable.</exception>
    public static FleetFolder Open(string path, string prefix)
    {
        var folder = new FleetFolder(path, prefix);
        folder.Read();
        return folder;
    }

    public string CertificateFileOf(FleetCertificate certificate) => FileOf(certificate, "cert");

    /// <summary>Where its private key is, PEM.</summary>
    public string KeyFileOf(FleetCertificate certificate) => FileOf(certificate, "key");

    /// <summary>A certificate by its ID; null where it is not here.</summary>
    public FleetCertificate? Find(string? id)
    {
        lock (_gate)
        {
            return id is null ? null : _certificates.GetValueOrDefault(id);
        }
    }

    public bool IsWhole(FleetCertificate certificate) => File.Exists(KeyFileOf(certificate)) && File.Exists(CertificateFileOf(certificate));

    /// <summary>Keeps a certificate that has just been made.</summary>
    /// <exception cref="LoadException">DeviceFilesNotWritten.</exception>
    public void Add(FleetCertificate certificate, string certificatePem, string keyPem) => OrFail(() =>
    {
        lock (_gate)
        {
            PrivateFiles.CreateFolder(Path);
            Append(certificate);
            _certificates[certificate.Id] = certificate;
        }

        // The certificate last: where it is, its key is, too.
        PrivateFiles.Replace(KeyFileOf(certificate), Encoding.ASCII.GetBytes(keyPem));
        PrivateFiles.Replace(CertificateFileOf(certificate), Encoding.ASCII.GetBytes(certificatePem));
    });

    /// <summary>Takes out a certificate that has been deleted, with its key; and the folder, where nothing is left in it.</summary>
    /// <exception cref="LoadException">DeviceFilesNotWritten.</exception>
    public void Remove(FleetCertificate certificate) => OrFail(() =>
    {
        lock (_gate)
        {
            if (!_certificates.Remove(certificate.Id))
            {
                return;
            }

            // A newer certificate of the same device may have these names by now.
            if (!_certificates.Values.Any(other => other.Device == certificate.Device))
            {
                File.Delete(KeyFileOf(certificate));
                File.Delete(CertificateFileOf(certificate));
            }

            Append(certificate with { Deleted = true });
            if (_certificates.Count == 0)
            {
                File.Delete(_journal);
                DeleteIfEmpty();
            }
        }
    });

    private string FileOf(FleetCertificate certificate, string kind) =>
        System.IO.Path.Combine(Path, $"{certificate.Device ?? _prefix + "-shared"}.{kind}.pem");

    private void Append(FleetCertificate certificate)
    {
        using var file = PrivateFiles.AppendLog(_journal);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(certificate, FleetJson.Default.FleetCertificate), (byte)'\n']);
        file.Flush(flushToDisk: true);
    }

    private void DeleteIfEmpty()
    {
        if (!Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }
    }

    private void Read()
    {
        string[] lines;
        try
        {
            lines = File.Exists(_journal) ? File.ReadAllLines(_journal) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw LoadException.AccessDenied(
                "DeviceFilesNotReadable", $"The devices' files in '{Path}' cannot be read: {e.Message}",
                "See that you may read the folder, or give another -OutputFolder.", Path, e);
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var certificate = Parse(lines[i], i + 1);
            if (certificate.Deleted)
            {
                _certificates.Remove(certificate.Id);
            }
            else
            {
                _certificates[certificate.Id] = certificate;
            }
        }
    }

    private FleetCertificate Parse(string line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, FleetJson.Default.FleetCertificate)
                ?? throw new JsonException("The line says nothing.");
        }
        catch (JsonException e)
        {
            throw new LoadException(
                "DeviceFilesDamaged", LoadErrorKind.DataDamaged, $"The journal '{_journal}', line {number}, cannot be read: {e.Message}",
                "Take the line out. A certificate that it named has to be deleted in AWS IoT Core's console.", _journal, e);
        }
    }

    private void OrFail(Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadException(
                "DeviceFilesNotWritten",
                e is UnauthorizedAccessException ? LoadErrorKind.AccessDenied : LoadErrorKind.ResourceExhausted,
                $"The devices' files cannot be written to '{Path}': {e.Message}",
                "Make room there and see that you may write to it, or give another -OutputFolder.", Path, e);
        }
    }
}

/// <summary>A line of a fleet's journal: a certificate that was made, or has gone.</summary>
internal sealed record FleetCertificate
{
    /// <summary>The device that it was made for; null where all share it.</summary>
    public string? Device { get; init; }

    public required string Id { get; init; }

    public required string Arn { get; init; }

    public bool Deleted { get; init; }
}

/// <summary>The JSON of a fleet's journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(FleetCertificate))]
internal sealed partial class FleetJson : JsonSerializerContext;
