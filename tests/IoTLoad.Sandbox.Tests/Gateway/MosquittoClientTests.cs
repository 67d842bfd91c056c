using System.Diagnostics;
using System.Globalization;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Gateway;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>Mosquitto's command-line clients, with certificates.</summary>
public sealed class MosquittoClientTests
{
    [Theory]
    [InlineData("mqttv311", null)]
    [InlineData("mqttv5", null)]
    [InlineData("mqttv5", "x-amzn-mqtt-ca")]
    public async Task They_publish_and_subscribe(string version, string? alpn)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        List<string> common =
        [
            "-h", "localhost", "-p", gateway.Gateway.Port.ToString(CultureInfo.InvariantCulture), "--cafile", gateway.CaFile,
            "--cert", gateway.Device.Certificate, "--key", gateway.Device.Key, "-V", version, "-t", "plant/line/1", "-q", "1",
            .. alpn is null ? (string[])[] : ["--tls-alpn", alpn],
        ];
        using var subscriber = Start("mosquitto_sub", [.. common, "-i", "sub", "-C", "3", "-W", "30", "-F", "%t %p"]);
        while (gateway.Sum("Subscribe.Success") == 0)
        {
            // There is no event for "another process's request was counted".
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        using var publisher = Start("mosquitto_pub", [.. common, "-i", "pub", "-m", "hello", "--repeat", "3", "-d"]);
        var said = await EndAsync(publisher);
        Assert.Equal(3, said.Split("received PUBACK").Length - 1);
        Assert.Equal(string.Concat(Enumerable.Repeat("plant/line/1 hello\n", 3)), await EndAsync(subscriber));
    }

    private static async Task<string> EndAsync(Process process)
    {
        var output = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, string.Join('\n', output));
        return output[0];
    }

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Peer.Require(program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError =
            true
        })!;
}
