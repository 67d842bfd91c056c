using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Tests.IotCore;

public sealed class IotCoreAccessTests
{
    private const string Host = "abc123-ats.iot.eu-west-1.amazonaws.com";
    private static readonly AwsConnection Keys = new() { AccessKey = "AKIDEXAMPLE", SecretKey = "secret" };

    [Theory]
    [InlineData("https://" + Host, LoadProtocol.Http, false, true)]
    [InlineData("wss://" + Host + "/mqtt", LoadProtocol.MqttWebSocket, false, true)]
    [InlineData("mqtts://" + Host + ":8883", LoadProtocol.Mqtt, false, false)]
    [InlineData("https://localhost:8443", LoadProtocol.Http, false, false)]
    [InlineData("wss://localhost/mqtt", LoadProtocol.MqttWebSocket, false, false)]
    [InlineData("wss://localhost/mqtt", LoadProtocol.MqttWebSocket, true, true)]
    [InlineData("https://localhost:8443", LoadProtocol.Http, true, true)]
    [InlineData("mqtts://localhost", LoadProtocol.Mqtt, true, false)]
    public async Task What_is_signed_follows_from_endpoint_and_protocol(string endpoint, LoadProtocol protocol, bool always, bool signs)
    {
        var plan = new LoadPlan { Protocol = protocol, Endpoints = [new Uri(endpoint)] };
        var connection = Keys with { Region = "eu-west-1" };

        Assert.Equal(signs, await IotCoreAccess.AuthenticateAsync(plan, connection, always,
            TestContext.Current.CancellationToken) is not null);
        Assert.Null(await IotCoreAccess.AuthenticateAsync(plan with { Authorizer = new AuthorizerPlan { Name = "a" } }, connection,
            always, TestContext.Current.CancellationToken));
        if (protocol == LoadProtocol.Http)
        {
            Assert.Null(await IotCoreAccess.AuthenticateAsync(plan with { Tls = new TlsPlan { CertificateFile = "a.pem" } }, connection,
                always, TestContext.Current.CancellationToken));
        }
        else
        {
            Assert.Null(await IotCoreAccess.AuthenticateAsync(plan with { Session = new SessionPlan { Username = "me" } }, connection,
                always, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task The_endpoints_region_is_the_one_that_is_signed_for()
    {
        var plan = new LoadPlan { Protocol = LoadProtocol.MqttWebSocket, Endpoints = [new Uri($"wss://{Host}/mqtt")] };

        var authentication = await IotCoreAccess.AuthenticateAsync(plan, Keys, false, TestContext.Current.CancellationToken);

        var request = await authentication!.WebSocket!.SignAsync(plan.Endpoints[0], 0, TestContext.Current.CancellationToken);
        Assert.Contains("%2Feu-west-1%2Fiotdevicegateway%2F", request.Uri.Query, StringComparison.Ordinal);
        Assert.Equal("/mqtt", request.Uri.AbsolutePath);
    }

    [Theory]
    [InlineData("us-east-1", "AwsWrongRegion", "wss://" + Host + "/mqtt")]
    [InlineData(null, "EndpointsOfSeveralRegions", "wss://" + Host + "/mqtt", "wss://abc123-ats.iot.us-east-1.amazonaws.com/mqtt")]
    public async Task An_endpoint_of_another_region_is_refused_before_anything_starts(string? region, string errorId,
        params string[] endpoints)
    {
        var plan = new LoadPlan { Protocol = LoadProtocol.MqttWebSocket, Endpoints = [.. endpoints.Select(endpoint => new Uri(endpoint))] };

        var exception = await Assert.ThrowsAsync<LoadException>(() =>
            IotCoreAccess.AuthenticateAsync(plan, Keys with { Region = region }, false, TestContext.Current.CancellationToken));

        Assert.Equal(errorId, exception.ErrorId);
        Assert.Equal(LoadErrorKind.InvalidInput, exception.Kind);
    }
}
