using System.Diagnostics;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>mosquitto's clients with the sandbox's own certificate: what somebody else's program sees and sends.</summary>
internal sealed class Subscriber : IDisposable
{
    private const string Mark = "test/mark";

    private readonly ServerlessSession _serverless;
    private readonly Process _process;

    private Subscriber(ServerlessSession serverless, IEnumerable<string> filters)
    {
        _serverless = serverless;
        _process = Process.Start(new ProcessStartInfo(
            Peer.Require("mosquitto_sub"), [.. Arguments, "-v", "-t", Mark, .. filters.SelectMany(filter => new[] { "-t", filter })])
        { RedirectStandardOutput = true })!;
    }

    private IEnumerable<string> Arguments
    {
        get
        {
            var sandbox = _serverless.Module.One("$sandbox");
            var endpoint = new Uri(sandbox.Text("Endpoint"));
            return
            [
                "-h", endpoint.Host, "-p", $"{endpoint.Port}", "--cafile", sandbox.Text("CaFile"), "--cert",
                sandbox.Text("CertificateFile"), "--key", sandbox.Text("KeyFile"), "-q", "1",
            ];
        }
    }

    /// <summary>Subscribes; the subscriptions are in force when this returns.</summary>
    public static async Task<Subscriber> StartAsync(ServerlessSession serverless, params IEnumerable<string> filters)
    {
        var subscriber = new Subscriber(serverless, filters);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = subscriber._process.StandardOutput.ReadLineAsync(limit.Token).AsTask();
        while (!line.IsCompleted)
        {
            await subscriber.PublishAsync(Mark, "mark");
            await Task.WhenAny(line, Task.Delay(100, limit.Token));
        }

        Assert.StartsWith(Mark + " ", await line, StringComparison.Ordinal);
        return subscriber;
    }

    /// <summary>Publishes a message at QoS 1.</summary>
    public async Task PublishAsync(string topic, string payload)
    {
        using var publisher = Process.Start(Peer.Require("mosquitto_pub"), [.. Arguments, "-t", topic, "-m", payload]);
        await publisher.WaitForExitAsync();
        Assert.Equal(0, publisher.ExitCode);
    }

    /// <summary>The next messages.</summary>
    public async Task<IReadOnlyList<(string Topic, string Payload)>> MessagesAsync(int count)
    {
        var messages = new List<(string, string)>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (messages.Count < count && await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Split(' ', 2) is [not Mark and var topic, var payload])
            {
                messages.Add((topic, payload));
            }
        }

        return messages;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
