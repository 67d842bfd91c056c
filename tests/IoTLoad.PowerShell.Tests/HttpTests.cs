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
}
