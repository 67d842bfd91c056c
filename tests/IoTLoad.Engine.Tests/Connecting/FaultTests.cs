using System.ComponentModel;
using System.Net.Sockets;
using System.Security.Authentication;
using IoTLoad.Engine.Connecting.Faults;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Connecting;

public sealed class FaultTests
{
    private const string Endpoint = "mqtts://b.example:8883";

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "ConnectionRefused", "running")]
    [InlineData(SocketError.HostUnreachable, "HostUnreachable", "firewall")]
    [InlineData(SocketError.NetworkUnreachable, "NetworkUnreachable", "network")]
    [InlineData(SocketError.TimedOut, "Timeout", PlanField.ConnectTimeout)]
    [InlineData(SocketError.AddressNotAvailable, "AddressNotAvailable", PlanField.LocalAddresses)]
    [InlineData(SocketError.TooManyOpenSockets, "TooManyOpenFiles", "ulimit -n")]
    [InlineData(SocketError.ConnectionReset, "ConnectionReset", "log")]
    [InlineData(SocketError.Shutdown, "ConnectionReset", "log")]
    [InlineData(SocketError.NoBufferSpaceAvailable, "OutOfSocketMemory", "memory")]
    [InlineData(SocketError.ProtocolNotSupported, "SocketProtocolNotSupported", "")]
    public void A_socket_s_error_has_a_reason_and_advice(SocketError error, string reason, string inText)
    {
        var fault = ConnectFault.Classify(new IOException("outer", new SocketException((int)error)), Endpoint);

        Assert.Equal(reason, fault.Reason);
        Assert.Contains(Endpoint, fault.Message, StringComparison.Ordinal);
        Assert.Contains(inText, fault.Text, StringComparison.Ordinal);
    }

    public static TheoryData<Exception, string> Alerts => new()
    {
        { new AuthenticationException("Authentication failed because the remote party sent a TLS alert: 'UnknownCA'."),
            "TlsClientCertificateRefused" },
        { new AuthenticationException("Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'."),
            "TlsClientCertificateRefused" },
        { new AuthenticationException("Authentication failed because the remote party sent a TLS alert: 'ProtocolVersion'."),
            "TlsHandshakeFailed" },
        { new AuthenticationException("Authentication failed because the remote party sent a TLS alert: '120'."), "TlsAlpnRefused" },
        { new IOException("outer", new InvalidOperationException("error:0A00045C:SSL routines::tlsv13 alert certificate required")),
            "TlsClientCertificateRefused" },
        { new IOException("outer", new InvalidOperationException("error:0A000412:SSL routines::sslv3 alert bad certificate")),
            "TlsClientCertificateRefused" },
        { new IOException("outer", new InvalidOperationException("error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca")),
            "TlsClientCertificateRefused" },
        { new IOException("outer", new InvalidOperationException("error:0A000460:SSL routines::reason(1120)")), "TlsAlpnRefused" },
        { new AuthenticationException("outer", new Win32Exception(unchecked((int)0x80090327))), "TlsClientCertificateRefused" },
        { new AuthenticationException("outer", new Win32Exception(unchecked((int)0x80090367))), "TlsAlpnRefused" },
    };

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_is_found_wherever_a_platform_puts_it(Exception exception, string reason) =>
        Assert.Equal(reason, ConnectFault.Classify(exception, Endpoint).Reason);

    [Fact]
    public async Task A_server_that_stays_silent_is_a_timeout()
    {
        await using var server = new LoopbackServer((stream, cancellation) => stream.CopyToAsync(Stream.Null, cancellation));
        foreach (var scheme in new[] { "mqtts", "ws", "mqtt" })
        {
            await using var connection = new Connection(Connection.To(server.Uri(scheme)), limit: TimeSpan.FromMilliseconds(300));
            Assert.Equal("Timeout", (await connection.FaultAsync()).Reason);
        }
    }

    [Theory]
    [InlineData(MqttVersion.V311, 1, "UnacceptableProtocolVersion")]
    [InlineData(MqttVersion.V311, 2, "IdentifierRejected")]
    [InlineData(MqttVersion.V311, 3, "ServerUnavailable")]
    [InlineData(MqttVersion.V311, 4, "BadUserNameOrPassword")]
    [InlineData(MqttVersion.V311, 5, "NotAuthorized")]
    [InlineData(MqttVersion.V311, 0x87, "Reason0x87")]
    [InlineData(MqttVersion.V500, 0x80, "UnspecifiedError")]
    [InlineData(MqttVersion.V500, 0x84, "UnacceptableProtocolVersion")]
    [InlineData(MqttVersion.V500, 0x85, "IdentifierRejected")]
    [InlineData(MqttVersion.V500, 0x86, "BadUserNameOrPassword")]
    [InlineData(MqttVersion.V500, 0x87, "NotAuthorized")]
    [InlineData(MqttVersion.V500, 0x88, "ServerUnavailable")]
    [InlineData(MqttVersion.V500, 0x8A, "Banned")]
    [InlineData(MqttVersion.V500, 0x97, "QuotaExceeded")]
    [InlineData(MqttVersion.V500, 0x9F, "ConnectionRateExceeded")]
    [InlineData(MqttVersion.V500, 0xF0, "Reason0xF0")]
    public void A_refusal_has_one_name_in_both_versions_of_MQTT(MqttVersion version, byte code, string name)
    {
        var reason = ConnAckReason.Of(version, code);
        var fault = reason.ToFault(Endpoint, "in my own words");

        Assert.Equal(name, fault.Reason);
        Assert.Contains(reason.Words, fault.Message, StringComparison.Ordinal);
        Assert.Contains("in my own words", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Advice);
    }

    [Theory]
    [InlineData("device", "right", null)]
    [InlineData("device", "wrong", "NotAuthorized")]
    [InlineData(null, null, "NotAuthorized")]
    public async Task A_broker_with_passwords_lets_in_who_knows_one(string? user, string? password, string? reason)
    {
        await using var broker = await Mosquitto.StartAsync(
            new MosquittoOptions { Users = new Dictionary<string, string> { ["device"] = "right" } });
        await using var connection = new Connection(Connection.To(broker.Plain));

        var code = await connection.HandshakeAsync(user: user, password: password);

        Assert.Equal(reason, ConnAckReason.IsAccepted(code) ? null : ConnAckReason.Of(MqttVersion.V311, code).Name);
    }
}
