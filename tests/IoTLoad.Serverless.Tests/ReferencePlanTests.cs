using System.Globalization;
using System.Text.RegularExpressions;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>
/// The reference tests of examples/, smaller, and what a subscriber that others wrote sees of them: topics, client IDs, rhythm and
/// every byte of the payload.
/// </summary>
public sealed partial class ReferencePlanTests : IDisposable
{
    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task The_reference_tests_send_what_the_scripts_send()
    {
        var published = PublishLines().Matches(await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.Repository, "docs", "serverless.md"), TestContext.Current.CancellationToken));
        Assert.Equal(2, published.Count);
        Session.Run($$"""
            $examples = '{{Path.Combine(TestEnvironment.Repository, "examples")}}'
            $more = $aws + @{ CaFile = $ca }
            {{string.Join('\n', published.Select(line => $"{line.Value} -ZipFile $zip -Architecture $architecture @aws"))}}
            """);
        using var subscriber = await Subscriber.StartAsync(_serverless, "loadtest/http/#", "loadtest/mqtt/#");

        // Three triggers start 2 tasks with a message each; then three seconds of one machine do.
        foreach (var (options, tracked) in new[] { ("-Function http", true), ("-Tracking None", false) })
        {
            Session.Run($"& $examples/ReferenceHttp.ps1 {options} -Triggers 3 -Tasks 2 -Test $more");
            Assert.Empty(Session.Errors.Select(error => error.ToString()));
            var messages = await subscriber.MessagesAsync(6);
            Assert.Equal([.. from trigger in Enumerable.Range(1, 3) from task in Enumerable.Range(0, 2)
                             select $"loadtest/http/{trigger}/0/{task}"],
                messages.Select(message => message.Topic).Order(StringComparer.Ordinal));
            Assert.All(messages, message =>
            {
                var match = HttpDocument().Match(message.Payload);
                Assert.True(match.Success, message.Payload);
                var levels = message.Topic.Split('/');
                Assert.Equal((levels[2], levels[4], tracked),
                    (match.Groups["trigger"].Value, match.Groups["thread"].Value, match.Groups["token"].Success));
            });
        }

        // Two triggers start 3 clients with 2 messages a second each, for 3 s; then one machine has one trigger's.
        foreach (var (options, triggers, tracked) in new[] { ("-Function mqtt -Tracking None", 2, false), ("", 1, true) })
        {
            Session.Run($"& $examples/ReferenceMqtt.ps1 {options} -Triggers {triggers} -Clients 3 -MessagesPerSecond 2 -Duration 3s "
                + "-ConnectEvery 0.1 -Test $more");
            Assert.Empty(Session.Errors.Select(error => error.ToString()));
            var messages = await subscriber.MessagesAsync(triggers * 18);
            var clients = messages.GroupBy(message => message.Topic).OrderBy(client => client.Key, StringComparer.Ordinal).ToList();
            Assert.Equal([.. from trigger in Enumerable.Range(1, triggers) from thread in Enumerable.Range(0, 3)
                             select $"loadtest/mqtt/{trigger}/{trigger - 1}/{thread}"], clients.Select(client => client.Key));
            foreach (var client in clients)
            {
                var levels = client.Key.Split('/');
                var matches = client.Select(message => MqttDocument().Match(message.Payload)).ToList();
                Assert.All(matches.Zip(client), each => Assert.True(each.First.Success, each.Second.Payload));
                Assert.All(matches, match => Assert.Equal(
                    (levels[2], levels[4], Environment.MachineName, $"CLIENT_{levels[2]}_{levels[3]}_{levels[4]}", tracked),
                    (match.Groups["trigger"].Value, match.Groups["thread"].Value, match.Groups["rule"].Value, match.Groups["client"].Value,
                        match.Groups["token"].Success)));
                Assert.Equal(["1", "2", "3", "4", "5", "6"], matches.Select(match => match.Groups["message"].Value).Order());

                // Both messages of a second are due at its start, and the seconds follow each other.
                var bursts = matches.GroupBy(match => decimal.Parse(match.Groups["ts"].Value, CultureInfo.InvariantCulture))
                    .OrderBy(burst => burst.Key).ToList();
                Assert.Equal([2, 2, 2], bursts.Select(burst => burst.Count()));
                Assert.All(bursts.Zip(bursts.Skip(1)), pair => Assert.Equal(1, pair.Second.Key - pair.First.Key, 5));
            }
        }
    }

    [GeneratedRegex("(?m)^Publish-IoTLoadFunction -FunctionName (?:http|mqtt) .*$")]
    private static partial Regex PublishLines();

    private const string Token = """(?<token>, "iotload": "il1:[^"]+")?\}$""";

    // FACTS of the reference system: members in this order, with these types, bases and separators.
    [GeneratedRegex("""^\{"type": "payload", "triggerNo": (?<trigger>\d+), "threadNo": (?<thread>\d+), "messageNo": 0,"""
        + """ "ts": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", "protocol": "http", "ruleNo": "0\x22""" + Token)]
    private static partial Regex HttpDocument();

    [GeneratedRegex("""^\{"type": "payload", "triggerNo": "(?<trigger>\d+)", "threadNo": (?<thread>\d+), "messageNo": (?<message>\d+),"""
        + """ "ts": (?<ts>\d+\.\d+), "protocol": "mqtt", "ruleNo": "(?<rule>[^"]+)", "clientID": "(?<client>[^"]+)\x22""" + Token)]
    private static partial Regex MqttDocument();
}
