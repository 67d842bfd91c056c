using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Gateway;

public sealed class DataPlaneTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    public async Task A_publish_reaches_a_subscriber(bool certificate, int version)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var inbox = await Inbox.OfAsync(await gateway.ConnectAsync("device-1"), "a/b c/ü");
        using var http = gateway.Http(certificate ? gateway.Device : null);
        using var request = Request(gateway, certificate
            ? null : gateway.Key, HttpMethod.Post, "/topics/a%2Fb%20c%2F%C3%BC", "qos=1", "hello");
        request.Version = new Version(version, version == 1 ? 1 : 0);
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;

        using var answer = await http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("OK", (await JsonAsync(answer)).GetProperty("message").GetString());
        var message = await inbox.NextAsync();
        Assert.Equal(("hello", "a/b c/ü", MqttQualityOfServiceLevel.AtLeastOnce),
            (Inbox.Text(message), message.Topic, message.QualityOfServiceLevel));
        Assert.Equal((1.0, 0.0), (gateway.Sum("PublishIn.Success", "HTTP"), gateway.Sum("PublishIn.Success")));
    }

    [Fact]
    public async Task The_AWS_CLI_publishes_and_reads_what_is_retained()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        await AwsAsync(gateway, ["publish", "--topic", "state/cli", "--qos", "1", "--retain", "--payload", $"fileb://{gateway.CaFile}"]);
        var read = JsonSerializer.Deserialize<JsonElement>(await AwsAsync(gateway, ["get-retained-message", "--topic", "state/cli"]));
        Assert.Equal(await File.ReadAllTextAsync(gateway.CaFile, Cancellation),
            Encoding.UTF8.GetString(read.GetProperty("payload").GetBytesFromBase64()));
    }

    [Fact]
    public async Task The_AWS_CLI_publishes_with_the_properties_of_MQTT_5()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        var inbox = await Inbox.OfAsync(await gateway.ConnectAsync("device-1", MqttProtocolVersion.V500), "a");
        await AwsAsync(
            gateway,
            ["publish", "--topic", "a", "--payload", $"fileb://{gateway.CaFile}", "--content-type", "text/plain", "--response-topic", "b"],
            ["--correlation-data", "AQID", "--payload-format-indicator", "UTF8_DATA", "--user-properties", """[{"name":"alpha"},{"count":"45"}]"""]);

        var message = await inbox.NextAsync();
        Assert.Equal(("text/plain", "b", MqttPayloadFormatIndicator.CharacterData),
            (message.ContentType, message.ResponseTopic, message.PayloadFormatIndicator));
        Assert.Equal(Convert.FromBase64String("AQID"), message.CorrelationData);
        Assert.Equal([("name", "alpha"), ("count", "45")],
            message.UserProperties.Select(property => (property.Name, Encoding.UTF8.GetString(property.ValueBuffer.Span))));
    }

    [Fact]
    public async Task Retained_messages_are_read_and_listed()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        using var http = gateway.Http(gateway.Device);
        foreach (var topic in (string[])["state/b", "state/a", "state/c"])
        {
            using var made = await http.PostAsync($"/topics/{Uri.EscapeDataString(topic)}?qos=1&retain=true", new StringContent(topic),
                Cancellation);
            Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        }

        using var one = await http.GetAsync("/retainedMessage/state%2Fa", Cancellation);
        var message = await JsonAsync(one);
        Assert.Equal("state/a", Encoding.UTF8.GetString(message.GetProperty("payload").GetBytesFromBase64()));
        Assert.Equal(("state/a", 1), (message.GetProperty("topic").GetString(), message.GetProperty("qos").GetInt32()));

        using var first = await http.GetAsync("/retainedMessage?maxResults=2", Cancellation);
        var page = await JsonAsync(first);
        Assert.Equal(["state/a", "state/b"], TopicsOf(page));
        using var second = await http.GetAsync(
            $"/retainedMessage?maxResults=2&nextToken={Uri.EscapeDataString(page.GetProperty("nextToken").GetString()!)}", Cancellation);
        page = await JsonAsync(second);
        Assert.Equal(["state/c"], TopicsOf(page));
        Assert.False(page.TryGetProperty("nextToken", out _));

        using var none = await http.GetAsync("/retainedMessage/state%2Fd", Cancellation);
        Assert.Equal((HttpStatusCode.NotFound, "ResourceNotFoundException"), (none.StatusCode, ErrorOf(none)));
    }

    [Fact]
    public async Task What_is_not_allowed_is_refused_with_its_name()
    {
        await using var gateway = await TestGateway.StartAsync(
            new GatewayLimits(), TestGateway.PolicyAllowing(("iot:Publish", "topic/mine/*"), ("iot:Publish", "topic/$aws/rules/*")));
        using var http = gateway.Http(gateway.Device);
        var deep = string.Join("%2F", Enumerable.Repeat("mine", 9));

        Assert.Equal("403 ForbiddenException", await PostAsync("/topics/other?qos=1", ""));
        Assert.Equal("403 ForbiddenException", await PostAsync("/topics/mine%2Fa?retain=true", ""));
        Assert.Equal("413 RequestEntityTooLargeException", await PostAsync("/topics/mine%2Fa", new string('x', (128 * 1024) + 1)));
        Assert.Equal("400 InvalidRequestException", await PostAsync("/topics/mine%2Fa?qos=2", ""));
        Assert.Equal("400 InvalidRequestException", await PostAsync($"/topics/{deep}", ""));
        Assert.Equal("400 InvalidRequestException", await PostAsync("/topics/mine%2F%2B", ""));
        Assert.Equal("404 ResourceNotFoundException", await PostAsync("/things/a/shadow", ""));
        Assert.Equal("200 ", await PostAsync("/topics/%24aws%2Frules%2Fsome%2Fa", ""));
        gateway.Faults.Current = new SandboxFaults { Throttle = 1 };
        Assert.Equal("429 ThrottlingException", await PostAsync("/topics/mine%2Fa", ""));
        Assert.Equal(
            (2.0, 4.0, 1.0, 1.0),
            (gateway.Sum("PublishIn.AuthError", "HTTP"), gateway.Sum("PublishIn.ClientError", "HTTP")
                + 1, gateway.Sum("PublishIn.Throttle", "HTTP"), gateway.Sum("PublishIn.Success", "HTTP")));

        async Task<string> PostAsync(string path, string body)
        {
            using var answer = await http.PostAsync(path, new StringContent(body), Cancellation);
            return $"{(int)answer.StatusCode} {ErrorOf(answer)}";
        }
    }

    [Fact]
    public async Task A_signature_that_is_not_right_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        using var http = gateway.Http();
        Assert.Equal(HttpStatusCode.OK, await SendAsync(gateway.Key, "hello", "hello"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(gateway.Key, "hello", "tampered"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(gateway.Key with { Secret = "wrong" }, "hello", "hello"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(gateway.Key with { Id = "AKIAUNKNOWN" }, "hello", "hello"));
        using var unsigned = await http.PostAsync("/topics/a", null, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, unsigned.StatusCode);
        Assert.Equal(4, gateway.Sum("PublishIn.AuthError", "HTTP"));

        async Task<HttpStatusCode> SendAsync(AccessKey key, string signed, string sent)
        {
            using var request = Request(gateway, key, HttpMethod.Post, "/topics/a", "qos=1", signed);
            request.Content = new StringContent(sent);
            using var answer = await http.SendAsync(request, Cancellation);
            return answer.StatusCode;
        }
    }

    private static HttpRequestMessage Request(TestGateway gateway, AccessKey? key, HttpMethod method, string path, string query,
        string body)
    {
        var request = new HttpRequestMessage(method, $"{path}?{query}") { Content = new StringContent(body) };
        if (key is not null)
        {
            SignedHttp.Sign(request, gateway.Host, path, query, Encoding.UTF8.GetBytes(body), key.Id, key.Secret, gateway.Account.Region,
                "iotdata");
        }

        return request;
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStreamAsync(Cancellation));

    private static IEnumerable<string?> TopicsOf(JsonElement page) =>
        page.GetProperty("retainedTopics").EnumerateArray().Select(entry => entry.GetProperty("topic").GetString());

    private static async Task<string> AwsAsync(TestGateway gateway, params string[][] arguments)
    {
        using var cli = Process.Start(new ProcessStartInfo(
            Peer.Require("aws"), ["iot-data", .. arguments.SelectMany(some => some), "--endpoint-url", $"https://{gateway.Host}",
                "--ca-bundle", gateway.CaFile, "--region", gateway.Account.Region])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AWS_ACCESS_KEY_ID"] = gateway.Key.Id, ["AWS_SECRET_ACCESS_KEY"] = gateway.Key.Secret },
        })!;
        var output = await Task.WhenAll(cli.StandardOutput.ReadToEndAsync(Cancellation), cli.StandardError.ReadToEndAsync(Cancellation));
        await cli.WaitForExitAsync(Cancellation);
        Assert.True(cli.ExitCode == 0, output[1]);
        return output[0];
    }

    private static string ErrorOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("x-amzn-ErrorType", out var values) ? values.Single() : "";
}
