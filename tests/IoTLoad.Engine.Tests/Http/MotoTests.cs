using IoTLoad.Engine.Authentication;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Tests.Running;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Http;

/// <summary>The data plane of AWS IoT Core as moto has it, which finds its service by the Authorization header.</summary>
public sealed class MotoTests
{
    [Fact]
    public async Task Moto_takes_what_is_published_and_answers_each_message()
    {
        await using var moto = await MotoServer.StartAsync();
        var signer = new HeaderSigner(_ => [new("Authorization",
            "AWS4-HMAC-SHA256 Credential=key/20260101/eu-west-1/iotdata/aws4_request, SignedHeaders=host, Signature=0")]);
        var plan = HttpRunTests.Plan(moto.Url, 3, 30, 1, new TrafficPlan { Topic = "loadtest/http/{{device}} ü" });

        var result = await Run.ToEndAsync(LoadTest.Prepare(plan, new LoadAuthentication { Http = signer }));

        HttpRunTests.AssertAllAcked(result, 30);

        // The warm-up signs requests too, to its own peer.
        Assert.Equal(30, signer.Requests.Count(request => request.Request.Host == moto.Url.Authority));
    }
}
