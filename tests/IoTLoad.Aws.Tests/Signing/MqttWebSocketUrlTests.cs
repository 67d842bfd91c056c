using Amazon.Runtime;
using IoTLoad.Aws.Signing;
using IoTLoad.Aws.Tests.Botocore;

namespace IoTLoad.Aws.Tests.Signing;

public sealed class MqttWebSocketUrlTests(BotocorePeer botocore)
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 23, 59, 58, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("abc123-ats.iot.eu-central-1.amazonaws.com", "eu-central-1", null)]
    [InlineData("abc123-ats.iot.eu-central-1.amazonaws.com", "eu-central-1", "IQoJb3JpZ2luX2VjE//token+with/signs==")]
    [InlineData("abc123.ats.iot.cn-north-1.amazonaws.com.cn", "cn-north-1", "token")]
    [InlineData("localhost:8443", "us-east-1", "token")]
    public async Task A_URL_is_signed_as_botocore_signs_it_with_the_token_behind_the_signature(string host, string region, string? token)
    {
        var credentials = new ImmutableCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token);
        var url = MqttWebSocketUrl.Sign(host, region, credentials, Time, TimeSpan.FromHours(1));
        var expected = (await botocore.AskAsync(
            "presign",
            ("url", $"https://{host}/mqtt"),
            ("service", "iotdevicegateway"),
            ("region", region),
            ("time", "20261124T225958Z"),
            ("expires", 3600),
            ("accessKey", credentials.AccessKey),
            ("secretKey", credentials.SecretKey),
            ("token", token)))!.GetValue<string>();
        Assert.Equal(expected.Replace("https://", "wss://", StringComparison.Ordinal), url.OriginalString);
        Assert.Equal(token is not null, url.Query.Contains("X-Amz-Security-Token", StringComparison.Ordinal));
    }

    [Fact]
    public void A_later_signature_of_the_same_endpoint_differs()
    {
        var credentials = new ImmutableCredentials("AKIDEXAMPLE", "secret", null);
        Assert.NotEqual(
            MqttWebSocketUrl.Sign("host", "eu-west-1", credentials, Time),
            MqttWebSocketUrl.Sign("host", "eu-west-1", credentials, Time.AddSeconds(1)));
    }
}
