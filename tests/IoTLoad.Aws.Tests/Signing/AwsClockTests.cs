using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using IoTLoad.Aws.Signing;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Signing;

/// <summary>Clocks that differ from a server's.</summary>
public sealed class AwsClockTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(600, true)]
    [InlineData(-600, true)]
    public async Task The_offset_comes_from_the_date_of_an_answer_and_is_said_when_it_is_large(int seconds, bool said)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, $"Date: {DateTime.UtcNow.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture)}\r\n");

        var clock = await AwsClock.AskAsync(new Uri($"ws://{server.LocalEndpoint}/mqtt"), new TlsPlan(),
            TestContext.Current.CancellationToken);

        await answering;
        Assert.InRange(clock.Offset.TotalSeconds, seconds - 30, seconds + 30);
        Assert.Equal(clock.Offset == TimeSpan.Zero, seconds == 0);
        Assert.Equal(said, clock.Warning is not null);
        Assert.InRange((clock.GetUtcNow() - DateTimeOffset.UtcNow - clock.Offset).TotalSeconds, -30, 30);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_tells_no_time_leaves_the_clock_as_it_is()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var answering = AnswerAsync(server, "");

        foreach (var authority in new[] { $"{server.LocalEndpoint}", $"127.0.0.1:{LoopbackPort.Closed()}" })
        {
            var clock = await AwsClock.AskAsync(new Uri($"http://{authority}"), new TlsPlan(), TestContext.Current.CancellationToken);
            Assert.Equal((TimeSpan.Zero, null), (clock.Offset, clock.Warning));
        }

        await answering;
    }

    private static async Task AnswerAsync(TcpListener server, string header)
    {
        using var client = await server.AcceptTcpClientAsync();
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096]);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 403 Forbidden\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n"));
    }
}
