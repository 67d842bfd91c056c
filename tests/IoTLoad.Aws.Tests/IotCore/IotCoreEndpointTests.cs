using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Tests.IotCore;

public sealed class IotCoreEndpointTests
{
    private const string Host = "abc123-ats.iot.eu-west-1.amazonaws.com";

    [Theory]
    [InlineData(Host, "eu-west-1")]
    [InlineData("abc123.iot.us-east-1.amazonaws.com", "us-east-1")]
    [InlineData("ABC123-ats.IOT.us-gov-west-1.amazonaws.com", "us-gov-west-1")]
    [InlineData("abc123.ats.iot.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("abc123-ats.iot.us-iso-east-1.c2s.ic.gov", "us-iso-east-1")]
    [InlineData("abc123-ats.iot.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1")]
    [InlineData("abc123-ats.iot.cn-north-1.amazonaws.com", null)]
    [InlineData("abc123-ats.iot.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("abc123-ats.iot-fips.us-gov-east-1.amazonaws.com", "us-gov-east-1")]
    [InlineData("abc123-ats.iot.eu-west-1.api.aws", "eu-west-1")]
    [InlineData("iot.eu-west-1.amazonaws.com", null)]
    [InlineData("abc.iot.eu-west-1.amazonaws.com.example.org", null)]
    [InlineData("mqtt.example.org", null)]
    [InlineData("localhost", null)]
    public void A_host_of_AWSs_tells_its_region(string host, string? region) => Assert.Equal(region, IotCoreEndpoint.RegionOf(host));

    [Theory]
    [InlineData("AwsIoTCore", true)]
    [InlineData("awsiotcore:443", true)]
    [InlineData("AwsIoTCoreX", false)]
    [InlineData("mqtts://AwsIoTCore", false)]
    public void The_keyword_is_known_with_or_without_a_port(string endpoint, bool known) =>
        Assert.Equal(known, IotCoreEndpoint.IsKeyword(endpoint));

    [Theory]
    [InlineData(LoadProtocol.Mqtt, true, false, "AwsIoTCore", "mqtts://" + Host + ":8883")]
    [InlineData(LoadProtocol.Mqtt, true, false, "AwsIoTCore:443", "mqtts://" + Host + ":443")]
    [InlineData(LoadProtocol.Mqtt, false, true, "AwsIoTCore", "mqtts://" + Host + ":443")]
    [InlineData(LoadProtocol.MqttWebSocket, false, false, "AwsIoTCore", "wss://" + Host + "/mqtt")]
    [InlineData(LoadProtocol.MqttWebSocket, false, true, "AwsIoTCore", "wss://" + Host + "/mqtt")]
    [InlineData(LoadProtocol.Http, false, false, "AwsIoTCore", "https://" + Host + "/")]
    [InlineData(LoadProtocol.Http, true, false, "AwsIoTCore", "https://" + Host + ":8443/")]
    [InlineData(LoadProtocol.Http, true, false, "AwsIoTCore:443", "https://" + Host + "/")]
    public void Each_way_of_authentication_has_its_port(LoadProtocol protocol, bool certificate, bool authorizer, string keyword,
        string expected) =>
        Assert.Equal(new Uri(expected), IotCoreEndpoint.UriOf(keyword, Host, protocol, certificate, authorizer));

    [Fact]
    public void A_stand_in_has_one_port_for_all() =>
        Assert.Equal(new Uri("mqtts://localhost:4711"),
            IotCoreEndpoint.UriOf("AwsIoTCore", "localhost:4711", LoadProtocol.Mqtt, true, false));

    [Theory]
    [InlineData("AwsIoTCore", LoadProtocol.Mqtt, "CertificateNeeded")]
    [InlineData("AwsIoTCore:", LoadProtocol.Http, "InvalidEndpoint")]
    [InlineData("AwsIoTCore:70000", LoadProtocol.Http, "InvalidEndpoint")]
    public void Impossible_combinations_are_refused(string keyword, LoadProtocol protocol, string errorId) =>
        Assert.Equal(errorId, Assert.Throws<LoadException>(() => IotCoreEndpoint.UriOf(keyword, Host, protocol, false, false)).ErrorId);

    [Theory]
    [InlineData("mqtts://" + Host + ":443", LoadProtocol.Mqtt, "x-amzn-mqtt-ca")]
    [InlineData("https://" + Host, LoadProtocol.Http, "x-amzn-http-ca")]
    [InlineData("mqtts://" + Host + ":8883", LoadProtocol.Mqtt, null)]
    [InlineData("https://" + Host + ":8443", LoadProtocol.Http, null)]
    [InlineData("wss://" + Host + "/mqtt", LoadProtocol.MqttWebSocket, null)]
    [InlineData("mqtts://mqtt.example.org:443", LoadProtocol.Mqtt, null)]
    public void Port_443_wants_an_ALPN_protocol_for_client_certificates(string endpoint, LoadProtocol protocol, string? alpn)
    {
        var plan = new LoadPlan { Protocol = protocol, Endpoints = [new Uri(endpoint)], Tls = new TlsPlan { CertificateFile = "a.pem" } };

        Assert.Equal(alpn is null ? [] : [alpn], IotCoreEndpoint.WithAlpn(plan).Tls.AlpnProtocols);
        Assert.Equal(["own"], IotCoreEndpoint.WithAlpn(plan with { Tls = plan.Tls with { AlpnProtocols = ["own"] } }).Tls.AlpnProtocols);
        Assert.Empty(IotCoreEndpoint.WithAlpn(plan with { Tls = new TlsPlan() }).Tls.AlpnProtocols);
    }
}
