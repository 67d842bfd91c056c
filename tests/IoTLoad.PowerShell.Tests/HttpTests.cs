using System.Net;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

public sealed class HttpTests
{
    [Fact]
    public async Task An_endpoint_of_HTTP_gets_a_request_for_each_message_and_its_status_is_the_acknowledgement()
    {
        await using var moto = await MotoServer.StartAsync();
        using var session = new ModuleSession();

        // moto answers 500 to a request without an Authorization header, which is what an unsigned message gets here.
        var result = Assert.Single(session.Run("Start-IoTLoadTest $endpoint -Clients 2 -Rate 10 -Duration 1s", ("endpoint", moto.Url)));

        Assert.Equal("Http", result.Text("Protocol"));
        Assert.Equal("PublishOnly", result.Text("Pattern"));
        Assert.Equal(10, result.Count("Counters.Published"));
        Assert.Equal(10, result.Count("Counters.Failed"));
        Assert.Equal(0, result.Count("Counters.Received"));
        Assert.StartsWith("ThresholdFailed,", session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_AWS_credentials_messages_are_signed_and_an_emulator_of_AWS_takes_them()
    {
        await using var moto = await MotoServer.StartAsync();
        using var session = new ModuleSession();

        var result = session.One(
            "Start-IoTLoadTest $endpoint -Clients 5 -Rate 50 -Duration 2s -AccessKey AKIDEXAMPLE -SecretKey secret -Region eu-west-1",
            ("endpoint", moto.Url));

        Assert.Equal((100, 100), (result.Count("Counters.Published"), result.Count("Counters.Acked")));
    }

    [Fact]
    public async Task A_custom_authorizer_is_shown_what_the_parameters_say_and_no_file_has_it()
    {
        const string Token = "authorizer-token-that-shows-nowhere";
        const string Signature = "c2lnbmF0dXJlLXRoYXQtc2hvd3Mtbm93aGVyZQ==";
        await using var server = await HttpServer.StartAsync();
        using var session = new ModuleSession();

        var result = session.One(
            """
            $secure = @{ AuthorizerToken = $token; AuthorizerSignature = $signature }
            $first = Start-IoTLoadTest $endpoint -Clients 2 -Rate 20 -Duration 1s -AuthorizerName mine -AuthorizerTokenKey MyToken -RequestTimeout 5s @secure
            $first | Start-IoTLoadTest @secure
            """,
            ("endpoint", server.Endpoint), ("token", new NetworkCredential("", Token).SecurePassword),
            ("signature", new NetworkCredential("", Signature).SecurePassword));

        Assert.Equal(20, result.Count("Counters.Acked"));
        Assert.Equal(40, server.Posts.Count);
        Assert.All(server.Posts, post => Assert.Equal(
            ("mine", Token, Signature),
            (post.Headers["x-amz-customauthorizer-name"], post.Headers["mytoken"], post.Headers["x-amz-customauthorizer-signature"])));
        foreach (var file in Directory.EnumerateFiles(TestEnvironment.Home, "*", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Signature, text, StringComparison.Ordinal);
        }
    }
}
