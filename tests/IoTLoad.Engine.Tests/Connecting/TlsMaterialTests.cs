using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class TlsMaterialTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public static TheoryData<string, LoadErrorKind, Func<TestCertificates, TlsPlan>> Errors => new()
    {
        { "CaFileNotFound", LoadErrorKind.NotFound, c => new() { CaFile = Missing(c) } },
        { "CertificateFileNotFound", LoadErrorKind.NotFound, c => new() { CertificateFile = Missing(c), KeyFile = c.Client.Key } },
        { "KeyFileNotFound", LoadErrorKind.NotFound, c => new() { CertificateFile = c.Client.Certificate, KeyFile = Missing(c) } },
        { "PfxFileNotFound", LoadErrorKind.NotFound, c => new() { PfxFile = Missing(c) } },
        { "CaFileUnreadable", LoadErrorKind.AccessDenied, c => new() { CaFile = c.Folder } },
        { "CertificateFileUnreadable", LoadErrorKind.AccessDenied, c => new() { CertificateFile = c.Folder, KeyFile = c.Client.Key } },
        { "KeyFileUnreadable", LoadErrorKind.AccessDenied, c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.Folder } },
        { "PfxFileUnreadable", LoadErrorKind.AccessDenied, c => new() { PfxFile = c.Folder } },
        { "CaFileMalformed", LoadErrorKind.InvalidInput, c => new() { CaFile = c.Client.Key } },
        { "CaFileMalformed", LoadErrorKind.InvalidInput, c => new() { CaFile = Cut(c.CaFile) } },
        { "CertificateFileMalformed", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.ClientPfxFile, KeyFile = c.Client.Key } },
        { "KeyFileMalformed", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.CaFile } },
        { "KeyFileMalformed", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate, KeyFile = Cut(c.Client.Key) } },
        { "KeyPasswordMissing", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.EncryptedClientKeyFile } },
        {
            "KeyPasswordWrong", LoadErrorKind.AuthenticationFailed,
            c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.EncryptedClientKeyFile, KeyPassword = "not-this-one" }
        },
        { "PfxFileMalformed", LoadErrorKind.InvalidInput, c => new() { PfxFile = c.Client.Certificate } },
        { "PfxPasswordWrong", LoadErrorKind.AuthenticationFailed, c => new() { PfxFile = c.ClientPfxFile, KeyPassword = "not-this-one" } },
        { "PfxPasswordWrong", LoadErrorKind.AuthenticationFailed, c => new() { PfxFile = c.ClientPfxFile } },
        { "KeyDoesNotFitCertificate", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.OtherClient.Key } },
        { "KeyDoesNotFitCertificate", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.RsaClient.Key } },
        { "CertificateWithoutKey", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate } },
        { "CertificateWithoutKey", LoadErrorKind.InvalidInput, c => new() { KeyFile = c.Client.Key } },
        { "ClientCertificateAmbiguous", LoadErrorKind.InvalidInput, c => new() { PfxFile = c.ClientPfxFile, KeyFile = c.Client.Key } },
        { "ClientCertificateExpired", LoadErrorKind.SecurityFailed, c => new() { CertificateFile = c.ExpiredClient.Certificate, KeyFile = c.ExpiredClient.Key } },
        { "ClientCertificateExpired", LoadErrorKind.SecurityFailed, c => new() { CertificateFile = c.FutureClient.Certificate, KeyFile = c.FutureClient.Key } },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_bad_file_is_named_before_anything_starts(string errorId, LoadErrorKind kind, Func<TestCertificates, TlsPlan> plan)
    {
        var asked = plan(_certificates);

        var error = Assert.Throws<LoadException>(() => TlsMaterial.Load(asked));

        Assert.Equal((errorId, kind), (error.ErrorId, error.Kind));
        Assert.NotEmpty(error.RecommendedAction);
        Assert.Contains((string)error.Target!, error.Message + error.Target, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void No_password_and_no_key_is_in_an_error(string errorId, LoadErrorKind kind, Func<TestCertificates, TlsPlan> plan)
    {
        var asked = plan(_certificates);
        var error = Assert.Throws<LoadException>(() => TlsMaterial.Load(asked));

        var text = $"{errorId} {kind} {error}";

        Assert.DoesNotContain("not-this-one", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_certificates.Password, text, StringComparison.Ordinal);
        foreach (var line in File.ReadLines(_certificates.Client.Key).Where(line => !line.StartsWith('-')))
        {
            Assert.DoesNotContain(line, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_plan_without_files_needs_none()
    {
        using var material = TlsMaterial.Load(new TlsPlan());

        Assert.Null(material.Authorities);
        Assert.Null(material.Client);
    }

    [Fact]
    public void A_bundle_of_authorities_is_read_whole()
    {
        var bundle = Path.Combine(_certificates.Folder, "bundle.pem");
        File.WriteAllText(bundle, "# ours\n" + File.ReadAllText(_certificates.CaFile) + "\n# theirs\n" + File.ReadAllText(_certificates.OtherCaFile));

        using var material = TlsMaterial.Load(new TlsPlan { CaFile = bundle });

        Assert.Equal(2, material.Authorities!.Count);
    }

    [Fact]
    public void The_certificates_after_the_device_s_own_are_its_intermediates()
    {
        var files = _certificates.ClientOfIntermediate;

        using var material = TlsMaterial.Load(new TlsPlan { CertificateFile = files.Certificate, KeyFile = files.Key });

        Assert.Equal("CN=client-of-intermediate", material.Client!.TargetCertificate.Subject);
        Assert.Contains(material.Client.IntermediateCertificates, each => each.Subject == "CN=IoTLoad test intermediate");
    }

    public void Dispose() => _certificates.Dispose();

    private static string Missing(TestCertificates certificates) => Path.Combine(certificates.Folder, "missing");

    /// <summary>A copy of a PEM file whose base64 has lost its middle.</summary>
    private static string Cut(string path)
    {
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path + ".cut", [lines[0], "AAAA", lines[^1]]);
        return path + ".cut";
    }
}
