using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>
/// The plans of docs/serverless.md for the earlier scripts, as they stand there but for their size, and what a subscriber that others
/// wrote sees of them.
/// </summary>
public sealed partial class ReferencePlanTests : IDisposable
{
    private static readonly string[] Members = ["type", "messageNo", "ts"];

    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task Their_topics_client_IDs_and_payloads_are_those_of_the_scripts()
    {
        Session.Run("""
            $PSDefaultParameterValues = @{ 'Publish-IoTLoadFunction:ZipFile' = $zip; 'Publish-IoTLoadFunction:Architecture' = $architecture; 'Start-IoTLoadTest:CaFile' = $ca }
            foreach ($name in $aws.Keys) { $PSDefaultParameterValues["*-IoTLoad*:$name"] = $aws[$name] }
            """);
        using var subscriber = Subscribe("loadtest/http/#", "loadtest/mqtt/#");
        await HearsAsync(subscriber);

        var plans = Plans().Matches(await File.ReadAllTextAsync(Path.Combine(TestEnvironment.Repository, "docs", "serverless.md"),
            TestContext.Current.CancellationToken));
        Assert.Equal(2, plans.Count);
        Session.Run(plans[0].Groups[1].Value.Replace("-Workers 121", "-Workers 2", StringComparison.Ordinal)
            .Replace("605", "10", StringComparison.Ordinal));
        Assert.Empty(Session.Errors.Select(error => error.ToString()));
        Session.Run(plans[1].Groups[1].Value.Replace("-ConnectRate 0.0333 -Rate 60 -Duration 800s",
            "-ConnectRate 10 -Rate 60 -Duration 1s", StringComparison.Ordinal)
            .Replace("-FunctionName mqtt ", "-FunctionName mqtt -ClientIdPrefix CLIENT_, iotload- ", StringComparison.Ordinal));
        Assert.Empty(Session.Errors.Select(error => error.ToString()));

        var messages = await MessagesAsync(subscriber, 70);
        Assert.Equal(
            [.. from trigger in Enumerable.Range(1, 2) from thread in Enumerable.Range(0, 5) select $"loadtest/http/{trigger}/0/{thread}"],
            messages.Select(message => message.Topic).Where(topic => topic.StartsWith("loadtest/http", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
        Assert.Equal(
            [.. from thread in Enumerable.Range(0, 10) select ($"loadtest/mqtt/1/0/{thread}", 6)],
            messages.Where(message => message.Topic.StartsWith("loadtest/mqtt", StringComparison.Ordinal)).GroupBy(message => message.Topic)
                .Select(topic => (topic.Key, topic.Count())).OrderBy(topic => topic.Key, StringComparer.Ordinal));
        foreach (var (topic, payload) in messages)
        {
            var levels = topic.Split('/');
            Assert.Equal((levels[1], levels[2], levels[4]), (payload.GetProperty("protocol").GetString(), payload.GetProperty("triggerNo")
                .ToString(), payload.GetProperty("threadNo").ToString()));
            Assert.Equal(levels[1] == "mqtt" ? Environment.MachineName : "0", payload.GetProperty("ruleNo").GetString());
            Assert.Equal("payload", payload.GetProperty("type").GetString());
            Assert.Equal(levels[1] == "mqtt" ? JsonValueKind.String : JsonValueKind.Number, payload.GetProperty("triggerNo").ValueKind);
            Assert.Equal(levels[1] == "mqtt" ? JsonValueKind.Number : JsonValueKind.String, payload.GetProperty("ts").ValueKind);
            Assert.All(Members, name => Assert.True(payload.TryGetProperty(name, out _), name));
            Assert.Equal(levels[1] == "mqtt" ? $"CLIENT_1_0_{levels[4]}" : null, payload.TryGetProperty("clientID", out var client)
                ? client.GetString() : null);
        }
    }

    private Process Subscribe(params IEnumerable<string> filters)
    {
        var sandbox = Session.One("$sandbox");
        var endpoint = new Uri(sandbox.Text("Endpoint"));
        return Process.Start(new ProcessStartInfo(
            Peer.Require("mosquitto_sub"),
            [
                "-h", endpoint.Host, "-p", $"{endpoint.Port}", "--cafile", sandbox.Text("CaFile"), "--cert",
                sandbox.Text("CertificateFile"), "--key", sandbox.Text("KeyFile"),
                "-q", "1", "-v", "-t", "test/mark", .. filters.SelectMany(filter => new[] { "-t", filter }),
            ])
        { RedirectStandardOutput = true })!;
    }

    /// <summary>Publishes until the subscriber hears it.</summary>
    private async Task HearsAsync(Process subscriber)
    {
        var line = subscriber.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
        while (!line.IsCompleted)
        {
            Session.Run("Start-IoTLoadTest $sandbox.WebSocketEndpoint -Clients 1 -Rate 1 -Duration 1s -Pattern PublishOnly "
                + "-Topic test/mark");
        }

        Assert.StartsWith("test/mark ", await line, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<(string Topic, JsonElement Payload)>> MessagesAsync(Process subscriber, int count)
    {
        var messages = new List<(string, JsonElement)>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (messages.Count < count && await subscriber.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            var (topic, payload) =
                (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (topic != "test/mark")
            {
                messages.Add((topic, JsonSerializer.Deserialize<JsonElement>(payload)));
            }
        }

        subscriber.Kill();
        return messages;
    }

    [GeneratedRegex(@"(?s)```powershell\r?\n(Publish-IoTLoadFunction -FunctionName (?:http|mqtt) .*?)```")]
    private static partial Regex Plans();
}
