using System.Management.Automation;
using System.Security;
using System.Text;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

public sealed class MosquittoTests : IDisposable
{
    private const string Secret = "correct-horse-battery-staple";
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_client_certificate_in_PEM_or_PFX_gets_devices_in()
    {
        await using var broker = await Mosquitto.StartAsync();
        var certificates = broker.Certificates;

        foreach (var endpoint in new[] { broker.MutualTls, broker.MutualSecureWebSocket })
        {
            var pem = _session.One(
                "Start-IoTLoadTest $endpoint -CaFile $ca -CertificateFile $cert -KeyFile $key -Clients 10 -Rate 100 -Duration 1s",
                ("endpoint", endpoint.AbsoluteUri), ("ca", certificates.CaFile), ("cert", certificates.Client.Certificate),
                ("key", certificates.Client.Key));
            Assert.Equal(100, pem.Count("Counters.Received"));

            var pfx = _session.One(
                "Start-IoTLoadTest $endpoint -CaFile $ca -PfxFile $pfx -PfxPassword $password -Clients 10 -Rate 100 -Duration 1s",
                ("endpoint", endpoint.AbsoluteUri), ("ca", certificates.CaFile), ("pfx", certificates.ClientPfxFile),
                ("password", Secure(certificates.Password)));
            Assert.Equal(100, pfx.Count("Counters.Received"));
        }
    }

    [Fact]
    public async Task Every_way_in_which_TLS_fails_has_its_own_error()
    {
        await using var broker = await Mosquitto.StartAsync();
        var certificates = broker.Certificates;

        Fails("Start-IoTLoadTest $endpoint -Clients 2 -CaFile $ca", "TlsUntrustedCertificate", broker.Tls,
            ("ca", certificates.OtherCaFile));
        Fails("Start-IoTLoadTest $endpoint -Clients 2 -CaFile $ca -ServerName other.example", "TlsNameMismatch", broker.Tls,
            ("ca", certificates.CaFile));
        Fails(
            "Start-IoTLoadTest $endpoint -Clients 2 -CaFile $ca -CertificateFile $cert -KeyFile $key", "KeyDoesNotFitCertificate",
            broker.MutualTls,
            ("ca", certificates.CaFile), ("cert", certificates.Client.Certificate), ("key", certificates.OtherClient.Key));

        void Fails(string script, string errorId, Uri endpoint, params (string, object?)[] variables)
        {
            Assert.Empty(_session.Run(script, [("endpoint", endpoint.AbsoluteUri), .. variables]));
            Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Equal(errorId == "KeyDoesNotFitCertificate"
                ? ErrorCategory.InvalidArgument : ErrorCategory.SecurityError, _session.Error.CategoryInfo.Category);
            Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        }
    }

    [Fact]
    public async Task A_password_lets_devices_in_and_shows_nowhere()
    {
        await using var broker =
            await Mosquitto.StartAsync(new MosquittoOptions { Users = new Dictionary<string, string> { ["tester"] = Secret } });
        (string, object?)[] variables =
        [
            ("endpoint", broker.Plain.AbsoluteUri), ("password", Secure(Secret)), ("wrong", Secure(Secret + "!")),
            ("login", new PSCredential("tester", Secure(Secret))),
        ];

        var result = _session.One("Start-IoTLoadTest $endpoint -Username tester -Password $password -Clients 5 -Rate 50 -Duration 1s",
            variables);
        _session.One("Start-IoTLoadTest $endpoint -MqttCredential $login -Clients 5 -Rate 50 -Duration 1s", variables);
        _session.One("$r | Start-IoTLoadTest -Password $password", [("r", result), .. variables]);
        _session.Run("Start-IoTLoadTest $endpoint -Username tester -Password $wrong -Clients 5 -Rate 50 -Duration 1s", variables);
        Assert.StartsWith("NotAuthorized,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.AuthenticationError, _session.Error.CategoryInfo.Category);

        var shown = new StringBuilder().Append(_session.Error).Append(_session.Error.ErrorDetails).Append(result.Get("Plan"))
            .Append(result);
        shown.AppendJoin('\n', PSObject.AsPSObject(result.Get("Plan.Session")!).Properties.Select(property => property.Value));
        foreach (var file in Directory.EnumerateFiles(TestEnvironment.Home, "*", SearchOption.AllDirectories))
        {
            shown.Append(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        }

        Assert.DoesNotContain(Secret, shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devices_that_fail_are_counted_by_reason_while_the_others_go_on()
    {
        await using var broker = await Mosquitto.StartAsync();
        var closed = LoopbackPort.Free(1)[0];

        var result = Assert.Single(_session.Run(
            "Start-IoTLoadTest $endpoint, mqtt://127.0.0.1:$closed -Clients 10 -Rate 100 -Duration 2s -DrainTime 1s",
            ("endpoint", broker.Plain.AbsoluteUri), ("closed", closed)));

        result.AssertSumsHold();
        Assert.Equal("Completed", result.Text("Outcome"));
        Assert.False((bool)result.Get("Passed")!);
        Assert.Equal(100, result.Count("Counters.Published"));
        Assert.Equal(100, result.Count("Counters.Missed"));
        Assert.Equal(5, result.Count("Counters.Connected"));
        Assert.Equal("ConnectionRefused", PSObject.AsPSObject(Assert.Single((IEnumerable<object>)result.Get("Failures")!)).Text("Reason"));
        Assert.Contains("5 of 10 devices never connected: ConnectionRefused", result.Text("Notes"), StringComparison.Ordinal);
        Assert.StartsWith("ThresholdFailed,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var c in text)
        {
            secure.AppendChar(c);
        }

        secure.MakeReadOnly();
        return secure;
    }
}
