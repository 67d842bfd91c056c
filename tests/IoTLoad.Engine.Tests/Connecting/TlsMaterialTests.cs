using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
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
        { "CertificateFileMalformed", LoadErrorKind.InvalidInput,
            c => new() { CertificateFile = c.ClientPfxFile, KeyFile = c.Client.Key } },
        { "KeyFileMalformed", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.CaFile } },
        { "KeyFileMalformed", LoadErrorKind.InvalidInput,
            c => new() { CertificateFile = c.Client.Certificate, KeyFile = Cut(c.Client.Key) } },
        { "KeyPasswordMissing", LoadErrorKind.InvalidInput,
            c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.EncryptedClientKeyFile } },
        {
            "KeyPasswordWrong", LoadErrorKind.AuthenticationFailed,
            c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.EncryptedClientKeyFile, KeyPassword = "not-this-one" }
        },
        { "PfxFileMalformed", LoadErrorKind.InvalidInput, c => new() { PfxFile = c.Client.Certificate } },
        { "PfxPasswordWrong", LoadErrorKind.AuthenticationFailed, c => new() { PfxFile = c.ClientPfxFile, KeyPassword = "not-this-one" } },
        { "PfxPasswordWrong", LoadErrorKind.AuthenticationFailed, c => new() { PfxFile = c.ClientPfxFile } },
        { "KeyDoesNotFitCertificate", LoadErrorKind.InvalidInput,
            c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.OtherClient.Key } },
        { "KeyDoesNotFitCertificate", LoadErrorKind.InvalidInput,
            c => new() { CertificateFile = c.Client.Certificate, KeyFile = c.RsaClient.Key } },
        { "CertificateWithoutKey", LoadErrorKind.InvalidInput, c => new() { CertificateFile = c.Client.Certificate } },
        { "CertificateWithoutKey", LoadErrorKind.InvalidInput, c => new() { KeyFile = c.Client.Key } },
        { "ClientCertificateAmbiguous", LoadErrorKind.InvalidInput, c => new() { PfxFile = c.ClientPfxFile, KeyFile = c.Client.Key } },
        { "ClientCertificateExpired", LoadErrorKind.SecurityFailed,
            c => new() { CertificateFile = c.ExpiredClient.Certificate, KeyFile = c.ExpiredClient.Key } },
        { "ClientCertificateExpired", LoadErrorKind.SecurityFailed,
            c => new() { CertificateFile = c.FutureClient.Certificate, KeyFile = c.FutureClient.Key } },
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

    /// <summary>Keys and PFX files as OpenSSL writes them, with what their error must say and what it must not.</summary>
    [Theory]
    [InlineData("ec -in key.pem -aes256 -passout pass:secret1 -out out", "OpenSSL's old way", "openssl pkcs8 -topk8")]
    [InlineData("rsa -in rsa.pem -traditional -aes256 -passout pass:secret1 -out out", "OpenSSL's old way", "openssl pkcs8 -topk8")]
    [InlineData("pkcs8 -topk8 -in key.pem -scrypt -passout pass:secret1 -out out", "encrypted with scrypt", "openssl pkcs8 -topk8")]
    [InlineData("genpkey -algorithm ed25519 -out out", "a key of Ed25519", "RSA or ECDSA")]
    [InlineData("pkey -in key.pem -pubout -out out", "no private key, but PUBLIC KEY", "RSA or ECDSA")]
    public void A_key_of_a_form_that_is_not_supported_is_told_by_that_form(string command, string why, string advice)
    {
        OpenSsl("ecparam -name prime256v1 -genkey -noout -out key.pem");
        OpenSsl("genrsa -out rsa.pem 2048");
        OpenSsl(command);
        var plan = new TlsPlan { CertificateFile = _certificates.Client.Certificate, KeyFile = In("out"), KeyPassword = "secret1" };

        var error = Assert.Throws<LoadException>(() => TlsMaterial.Load(plan));

        Assert.Equal("KeyFileMalformed", error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pfx_file_of_many_rounds_is_read()
    {
        var (certificate, key) = (_certificates.Client.Certificate, _certificates.Client.Key);
        OpenSsl($"pkcs12 -export -iter 600000 -inkey {key} -in {certificate} -passout pass:secret1 -out many.pfx");

        using var material = TlsMaterial.Load(new TlsPlan { PfxFile = In("many.pfx"), KeyPassword = "secret1" });

        Assert.NotNull(material.Client);
        Assert.Equal(material.Client.TargetCertificate.NotAfter.ToUniversalTime(), material.ClientEnds);
    }

    [Fact]
    public void A_pfx_file_that_cannot_be_decrypted_is_not_taken_for_another_kind_of_file()
    {
        // A PFX by its first bytes, with an algorithm that nothing supports.
        File.WriteAllBytes(In("odd.pfx"), [0x30, 0x0C, 0x02, 0x01, 0x03, 0x30, 0x07, 0x06, 0x05, 0x2A, 0x03, 0x04, 0x05, 0x06]);

        var error = Assert.Throws<LoadException>(() => TlsMaterial.Load(new TlsPlan { PfxFile = In("odd.pfx"), KeyPassword = "secret1" }));

        Assert.Equal("PfxFileUnsupported", error.ErrorId);
        Assert.Contains("openssl pkcs12", error.RecommendedAction, StringComparison.Ordinal);
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
        File.WriteAllText(bundle, "# ours\n" + File.ReadAllText(_certificates.CaFile) + "\n# theirs\n"
            + File.ReadAllText(_certificates.OtherCaFile));

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

    [Fact]
    public void What_ends_before_the_test_does_is_named_before_it_starts()
    {
        var plan = new LoadPlan
        {
            Tls = new TlsPlan
            {
                CaFile = _certificates.CaFile,
                CertificateFile = _certificates.Client.Certificate,
                KeyFile = _certificates.Client.Key
            },
            Stages = [new LoadStage(1, 1, TimeSpan.FromMinutes(1))],
        };
        using var material = TlsMaterial.Load(plan.Tls);
        var ends = material.ClientEnds!.Value;
        var tokenEnds = ends.AddHours(-1);
        var claims = FormattableString.Invariant($"{{\"exp\":{new DateTimeOffset(tokenEnds).ToUnixTimeSeconds()}}}");
        var token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.sig";
        var withToken = plan with { Authorizer = new AuthorizerPlan { TokenKeyName = "t", Token = token } };

        var doubts = CredentialLifetime.Doubts(withToken, ends.AddSeconds(-30));
        Assert.Equal(2, doubts.Count);
        Assert.Contains(doubts, doubt => doubt.StartsWith($"The client certificate in {_certificates.Client.Certificate} ends on ",
            StringComparison.Ordinal));
        Assert.DoesNotContain(token, string.Concat(doubts), StringComparison.Ordinal);
        Assert.Empty(CredentialLifetime.Doubts(plan, tokenEnds.AddSeconds(-30)));
        Assert.StartsWith(
            "The custom authorizer's token ends on ",
            Assert.Single(CredentialLifetime.Doubts(withToken, tokenEnds.AddSeconds(-30))), StringComparison.Ordinal);
        Assert.Empty(CredentialLifetime.Doubts(new LoadPlan { Authorizer = new AuthorizerPlan { Token = "a.b.c" } }, ends));
    }

    public void Dispose() => _certificates.Dispose();

    private string In(string name) => Path.Combine(_certificates.Folder, name);

    private void OpenSsl(string arguments)
    {
        var start = new ProcessStartInfo(Peer.Require("openssl"), arguments)
        {
            WorkingDirectory = _certificates.Folder,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    private static string Missing(TestCertificates certificates) => Path.Combine(certificates.Folder, "missing");

    /// <summary>A copy of a PEM file whose base64 has lost its middle.</summary>
    private static string Cut(string path)
    {
        var lines = File.ReadAllLines(path);
        File.WriteAllLines(path + ".cut", [lines[0], "AAAA", lines[^1]]);
        return path + ".cut";
    }
}
