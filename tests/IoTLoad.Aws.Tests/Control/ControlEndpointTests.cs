using IoTLoad.Aws.Control;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Tests.Control;

/// <summary>What the control channel is let in by.</summary>
public sealed class ControlEndpointTests
{
    [Theory]
    [InlineData("mqtts://a-ats.iot.eu-west-1.amazonaws.com:8883", false,
        "wss://a-ats.iot.eu-west-1.amazonaws.com/mqtt", ControlAuthentication.SigV4)]
    [InlineData("https://a-ats.iot.eu-west-1.amazonaws.com:8443", false,
        "wss://a-ats.iot.eu-west-1.amazonaws.com/mqtt", ControlAuthentication.SigV4)]
    [InlineData("mqtts://localhost:9000", true, "wss://localhost:9000/mqtt", ControlAuthentication.SigV4)]
    [InlineData("mqtts://broker.example:8883", false, "mqtts://broker.example:8883", ControlAuthentication.Certificate)]
    public void Devices_certificates_open_the_control_channel_only_where_no_role_does(
        string endpoint, bool standIn, string control, ControlAuthentication authentication)
    {
        var plan = new LoadPlan
        {
            Endpoints = [new Uri(endpoint)],
            Protocol = endpoint.StartsWith("https", StringComparison.Ordinal) ? LoadProtocol.Http : LoadProtocol.Mqtt,
            Tls = new TlsPlan { CaFile = "ca.pem", CertificateFile = "device.pem", KeyFile = "device.key" },
        };

        var chosen = ControlEndpoint.Of(plan, standIn);

        Assert.Equal((new Uri(control), authentication), (chosen.Endpoint, chosen.Authentication));
        Assert.Equal(authentication == ControlAuthentication.Certificate ? "device.pem" : null, chosen.Tls.CertificateFile);
        Assert.Equal("ca.pem", chosen.Tls.CaFile);
    }
}
