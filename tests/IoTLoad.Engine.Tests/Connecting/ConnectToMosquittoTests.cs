using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class ConnectToMosquittoTests(MosquittoFixture fixture)
{
    public static TheoryData<string, Func<Mosquitto, Uri>, Func<TestCertificates, TlsPlan>?> Successes => new()
    {
        { "TCP", m => m.Plain, null },
        { "TLS", m => m.Tls, c => new TlsPlan { CaFile = c.CaFile } },
        { "TLS, resumed", m => m.Tls, c => new TlsPlan { CaFile = c.CaFile, AllowResume = true } },
        { "TLS, any certificate", m => m.Tls, c => new TlsPlan { SkipCertificateCheck = true } },
        { "TLS, PEM", m => m.MutualTls, c => Client(c) },
        { "TLS, RSA", m => m.MutualTls,
            c => new TlsPlan { CaFile = c.CaFile, CertificateFile = c.RsaClient.Certificate, KeyFile = c.RsaClient.Key } },
        { "TLS, encrypted key", m => m.MutualTls, c => Client(c) with { KeyFile = c.EncryptedClientKeyFile, KeyPassword = c.Password } },
        { "TLS, PFX", m => m.MutualTls, c => new TlsPlan { CaFile = c.CaFile, PfxFile = c.ClientPfxFile, KeyPassword = c.Password } },
        {
            "TLS, intermediate", m => m.MutualTls, c => new TlsPlan
            {
                CaFile = c.CaFile,
                CertificateFile = c.ClientOfIntermediate.Certificate,
                KeyFile = c.ClientOfIntermediate.Key,
            }
        },
        { "WebSocket", m => m.WebSocket, null },
        { "WebSocket, TLS", m => m.SecureWebSocket, c => new TlsPlan { CaFile = c.CaFile } },
        { "WebSocket, TLS, PEM", m => m.MutualSecureWebSocket, c => Client(c) },
    };

    [Theory]
    [MemberData(nameof(Successes))]
    public async Task A_device_connects(string how, Func<Mosquitto, Uri> endpoint, Func<TestCertificates, TlsPlan>? tls)
    {
        var broker = await fixture.BrokerAsync();
        await using var connection = new Connection(Connection.To(endpoint(broker), tls?.Invoke(broker.Certificates)));

        Assert.True(await connection.HandshakeAsync() == 0, how);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_known_by_its_reason(
        string reason, string inMessage, Func<Mosquitto, Uri> endpoint, Func<TestCertificates, TlsPlan>? tls)
    {
        var broker = await fixture.BrokerAsync();
        await using var connection = new Connection(Connection.To(endpoint(broker), tls?.Invoke(broker.Certificates)));

        var fault = await connection.FaultAsync();

        Assert.Equal(reason, fault.Reason);
        Assert.Contains(inMessage, fault.Text, StringComparison.Ordinal);
        Assert.Contains("localhost:", fault.Message.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Func<Mosquitto, Uri>, Func<TestCertificates, TlsPlan>?> Failures => new()
    {
        { "ConnectionRefused", "running", _ => new Uri($"mqtt://127.0.0.1:{LoopbackPort.Closed()}"), null },
        { "TlsUntrustedCertificate", PlanField.CaFile, m => m.Tls, null },
        { "TlsUntrustedCertificate", "IoTLoad test authority", m => m.Tls, c => new TlsPlan { CaFile = c.OtherCaFile } },
        { "TlsUntrustedCertificate", PlanField.CaFile, m => m.SecureWebSocket, c => new TlsPlan { CaFile = c.OtherCaFile } },
        { "TlsNameMismatch", PlanField.ServerName, m => m.Tls, c => new TlsPlan { CaFile = c.CaFile, ServerName = "other.example.org" } },
        { "TlsClientCertificateRefused", PlanField.CertificateFile, m => m.MutualTls, c => new TlsPlan { CaFile = c.CaFile } },
        { "TlsClientCertificateRefused", PlanField.CertificateFile, m => m.MutualTls, c => OtherClient(c) },
        { "TlsClientCertificateRefused", PlanField.CertificateFile, m => m.MutualSecureWebSocket, c => OtherClient(c) },
        { "TlsNotSpoken", "mqtt://", m => new Uri($"mqtts://localhost:{m.Plain.Port}"), c => new TlsPlan { CaFile = c.CaFile } },
        { "WebSocketNotSpoken", "mqtt://", m => new Uri($"ws://localhost:{m.Plain.Port}"), null },
        { "ConnectionReset", "mqtts://", m => new Uri($"mqtt://localhost:{m.Tls.Port}"), null },
    };

    private static TlsPlan Client(TestCertificates c) =>
        new() { CaFile = c.CaFile, CertificateFile = c.Client.Certificate, KeyFile = c.Client.Key };

    private static TlsPlan OtherClient(TestCertificates c) =>
        new() { CaFile = c.CaFile, CertificateFile = c.OtherClient.Certificate, KeyFile = c.OtherClient.Key };
}
