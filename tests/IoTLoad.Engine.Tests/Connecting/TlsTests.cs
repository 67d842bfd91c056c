using System.Net.Security;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class TlsTests(TlsTests.Made made) : IClassFixture<TlsTests.Made>
{
    /// <summary>Certificates for the tests of a class.</summary>
    public sealed class Made : IDisposable
    {
        public TestCertificates Certificates { get; } = new();

        public void Dispose() => Certificates.Dispose();
    }

    private TestCertificates Certificates => made.Certificates;

    private TlsPlan Trusting => new() { CaFile = Certificates.CaFile };

    [Fact]
    public async Task The_server_is_asked_for_by_name_and_protocol()
    {
        var seen = new TaskCompletionSource<(string? Name, string Protocol)>();
        await using var server = LoopbackServer.Tls(
            Certificates.WrongNameServer,
            (tls, name) => seen.SetResult((name, tls.NegotiatedApplicationProtocol.ToString())),
            new SslApplicationProtocol("x-amzn-mqtt-ca"));
        var plan = Trusting with { ServerName = "broker.example.org", AlpnProtocols = ["mqtt", "x-amzn-mqtt-ca"] };
        await using var connection = new Connection(Connection.To(server.Uri("mqtts", "127.0.0.1"), plan));

        await connection.OpenAsync();

        Assert.Equal(("broker.example.org", "x-amzn-mqtt-ca"), await seen.Task.WaitAsync(connection.Cancellation));
    }

    [Fact]
    public async Task The_server_name_defaults_to_the_endpoint_s_host()
    {
        var seen = new TaskCompletionSource<string?>();
        await using var server = LoopbackServer.Tls(Certificates.Server, (_, name) => seen.SetResult(name));
        await using var connection = new Connection(Connection.To(server.Uri("mqtts"), Trusting));

        await connection.OpenAsync();

        Assert.Equal("localhost", await seen.Task.WaitAsync(connection.Cancellation));
    }

    [Fact]
    public async Task An_address_in_the_certificate_counts_as_a_name()
    {
        await using var server = LoopbackServer.Tls(Certificates.Server, (_, _) => { });
        await using var connection = new Connection(Connection.To(server.Uri("mqtts", "127.0.0.1"), Trusting));

        await connection.OpenAsync();

        Assert.NotNull(connection.Stream);
    }

    public static TheoryData<string, string, Func<TestCertificates, CertificateFiles>> BadServers => new()
    {
        { "TlsCertificateExpired", "is valid only from", c => c.ExpiredServer },
        { "TlsNameMismatch", "not for the name localhost, but for broker.example.org", c => c.WrongNameServer },
        { "TlsUntrustedCertificate", "issued by CN=IoTLoad other authority", c => c.OtherClient },
    };

    [Theory]
    [MemberData(nameof(BadServers))]
    public async Task A_bad_certificate_is_refused_with_its_reason(
        string reason, string inMessage, Func<TestCertificates, CertificateFiles> certificate)
    {
        await using var server = LoopbackServer.Tls(certificate(Certificates), (_, _) => { });
        await using var connection = new Connection(Connection.To(server.Uri("mqtts"), Trusting));

        var fault = await connection.FaultAsync();

        Assert.Equal((reason, LoadErrorKind.SecurityFailed), (fault.Reason, fault.Kind));
        Assert.Contains(inMessage, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BadServers))]
    public async Task A_bad_certificate_is_accepted_where_the_check_is_skipped(
        string reason, string inMessage, Func<TestCertificates, CertificateFiles> certificate)
    {
        Assert.NotEqual(reason, inMessage);
        await using var server = LoopbackServer.Tls(certificate(Certificates), (_, _) => { });
        await using var connection = new Connection(Connection.To(server.Uri("mqtts"), new TlsPlan { SkipCertificateCheck = true }));

        await connection.OpenAsync();

        Assert.NotNull(connection.Stream);
    }

    [Fact]
    public async Task A_server_without_the_offered_protocol_is_known()
    {
        await using var server = LoopbackServer.Tls(Certificates.Server, (_, _) => { }, new SslApplicationProtocol("http/1.1"));
        var plan = Trusting with { AlpnProtocols = ["x-amzn-mqtt-ca"] };
        await using var connection = new Connection(Connection.To(server.Uri("mqtts"), plan));

        Assert.Equal("TlsAlpnRefused", (await connection.FaultAsync()).Reason);
    }

    [Fact]
    public async Task A_server_that_answers_in_text_does_not_speak_tls()
    {
        await using var server = LoopbackServer.Answering(_ => "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        await using var connection = new Connection(Connection.To(server.Uri("mqtts"), Trusting));

        Assert.Equal("TlsNotSpoken", (await connection.FaultAsync()).Reason);
    }

    [Fact]
    public async Task A_broker_that_spoke_tls_and_closes_in_the_handshake_is_in_trouble_and_not_a_plain_one()
    {
        var count = 0;
        await using var tls = LoopbackServer.Tls(Certificates.Server, (_, _) => { });
        await using var server = new LoopbackServer(async (stream, cancellation) =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await stream.ReadExactlyAsync(new byte[5], cancellation);
                return;
            }

            using var behind = new System.Net.Sockets.TcpClient("127.0.0.1", tls.Port);
            await Task.WhenAny(
                stream.CopyToAsync(behind.GetStream(), cancellation), behind.GetStream().CopyToAsync(stream, cancellation));
        });
        await using var connection = new Connection(Connection.To(server.Uri("mqtts"), Trusting));
        await (await connection.OpenAsync()).DisposeAsync();

        var fault = await connection.FaultAsync();

        Assert.True(fault.Reason is "ClosedByPeer" or "ConnectionReset", fault.Text);
        Assert.Contains("in the TLS handshake", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlsv1.2")]
    [InlineData("tlsv1.3")]
    public async Task A_refused_client_certificate_is_known_in_both_versions_of_tls(string version)
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { TlsVersion = version });
        var c = broker.Certificates;
        TlsPlan[] plans =
        [
            new() { CaFile = c.CaFile },
            new() { CaFile = c.CaFile, CertificateFile = c.OtherClient.Certificate, KeyFile = c.OtherClient.Key },
        ];
        foreach (var endpoint in new[] { broker.MutualTls, broker.MutualSecureWebSocket })
        {
            foreach (var plan in plans)
            {
                await using var connection = new Connection(Connection.To(endpoint, plan));
                Assert.Equal("TlsClientCertificateRefused", (await connection.FaultAsync()).Reason);
            }
        }
    }
}
