using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

[Collection(nameof(Alone))]
public sealed class SignedLoadTests
{
    [Fact]
    public async Task Two_thousand_signed_messages_a_second_are_all_verified_and_accounted_for()
    {
        using var certificates = new TestCertificates();
        var verifier = new SignatureVerifier("AKIDEXAMPLE", "secret", "eu-west-1", "iotdata");
        await using var server = await HttpServer.StartAsync(new HttpServerOptions
        {
            Certificate = certificates.Server,
            Answer = (post, _) => Task.FromResult(verifier.FaultOf(post) is { } fault ? (403, $$"""{"message":"{{fault}}"}""") : (200, """{"message":"OK"}""")),
        });
        using var session = new ModuleSession();
        (string, object?)[] variables = [("endpoint", server.Endpoint), ("ca", certificates.CaFile)];
        const string Signed = "-CaFile $ca -AccessKey AKIDEXAMPLE -Region eu-west-1";

        var result = session.One($"Start-IoTLoadTest $endpoint {Signed} -SecretKey secret -Clients 100 -Rate 2000 -Duration 20s",
            variables);

        result.AssertSumsHold();
        Assert.Equal((40_000, 40_000, 40_000),
            (result.Count("Counters.Intended"), result.Count("Counters.Published"), result.Count("Counters.Acked")));
        Assert.Equal(40_000, server.Posts.Count);
        Assert.All(server.Posts, post => Assert.Null(verifier.FaultOf(post)));

        var refused = Assert.Single(
            session.Run($"Start-IoTLoadTest $endpoint {Signed} -SecretKey wrong -Clients 2 -Rate 20 -Duration 1s", variables));
        refused.AssertSumsHold();
        Assert.Equal(20, refused.Count("Counters.Failed"));
        Assert.Contains("SignatureDoesNotMatch", PSObject.AsPSObject(Assert.Single((IEnumerable<object>)refused.Get("Failures")!))
            .Text("Example"), StringComparison.Ordinal);
    }
}
