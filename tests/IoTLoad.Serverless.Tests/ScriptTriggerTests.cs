using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>Functions that the earlier scripts' own triggers start, as docs/serverless.md says, and our triggers beside them.</summary>
public sealed partial class ScriptTriggerTests : IDisposable
{
    private const string Topic = "loadtest/lambda/http";

    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task The_scripts_trigger_messages_and_events_start_functions_and_count_from_1()
    {
        Session.One($"Publish-IoTLoadFunction http -TriggerRules 1 -TriggerTopic {Topic} -ZipFile $zip -Architecture $architecture @aws");
        var name = $"scripts {Guid.NewGuid():N}";
        Session.One("Start-IoTLoadTest AwsIoTCore -Protocol Http -Clients 6 -Rate 6 -Duration 1s -Arrival Burst -Name $name "
            + $"-Topic 'loadtest/http/{{{{triggerNo+1}}}}/{{{{ruleNo}}}}/{{{{threadNo}}}}' {ServerlessSession.Aws}", ("name", name));
        await StoreThePlanAsync(name);
        using var subscriber = await Subscriber.StartAsync(_serverless, "loadtest/#");

        // As the HTTP script and the MQTT script publish them, and the first one's as an event without a rule.
        await subscriber.PublishAsync(Topic, """{"type": "trigger", "triggerNo": 1, "ts": "2026-11-29T12:00:00.123"}""");
        await HearsShardAsync(subscriber, 1);
        await subscriber.PublishAsync(Topic, """{"type": "trigger", "triggerNo": "2", "ts": ""}""");
        await HearsShardAsync(subscriber, 2);
        var invoked = Session.One(
            """Invoke-IoTLoadFunction http -Event '{"type":"trigger","triggerNo":3,"ts":"2026-11-29T12:00:02.123"}' @aws""");
        await HearsShardAsync(subscriber, 3, trigger: false);
        Assert.Equal((2, "scripts"), (invoked.Count("Report.Shard"), invoked.Text("Report.RunId")));

        Session.Run("""Invoke-IoTLoadFunction http -Event '{"type":"trigger","triggerNo":4}' @aws""");
        Assert.Contains("InvalidTrigger", Session.Error.ToString(), StringComparison.Ordinal);

        // Ours look the same, with the signed plan behind.
        Session.One("Start-IoTLoadTest AwsIoTCore -Function http -Workers 2 -Trigger Rule -Protocol Http -Clients 2 -Rate 2 -Duration 1s "
            + $"-Topic 'loadtest/http/{{{{triggerNo+1}}}}/{{{{ruleNo}}}}/{{{{threadNo}}}}' {ServerlessSession.Aws}");
        var ours = await subscriber.MessagesAsync(4);
        Assert.Equal(["loadtest/http/1/0/0", "loadtest/http/2/0/0"],
            ours.Select(message => message.Topic).Where(topic => topic != Topic).Order(StringComparer.Ordinal));
        var triggers = ours.Where(message => message.Topic == Topic).Select(message => OurTrigger().Match(message.Payload)).ToList();
        Assert.Equal(["1", "2"], triggers.Select(match => match.Groups["number"].Value));
    }

    /// <summary>Runs what the page has in its section, with a run of our own.</summary>
    private async Task StoreThePlanAsync(string name)
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.Repository, "docs", "serverless.md"), TestContext.Current.CancellationToken);
        var script = Snippet().Match(page).Groups["script"].Value;
        string[] ours = ["Get-IoTLoadTest -Newest 1", "\"shards\":121", "\"collected\":false"];
        Assert.All(ours, text => Assert.Contains(text, script, StringComparison.Ordinal));
        script = script.Replace(ours[0], $"Get-IoTLoadTest -Name '{name}'", StringComparison.Ordinal)
            .Replace(ours[1], "\"shards\":3", StringComparison.Ordinal)

            // The sandbox's host is not AWS's.
            .Replace(ours[2], ours[2] + ",\"alwaysSign\":true", StringComparison.Ordinal);
        var sandbox = Session.One("$sandbox");
        await Pwsh.RunAsync(_serverless.Preamble + script + "\nif ($LASTEXITCODE) { throw $LASTEXITCODE }",
            ("AWS_ENDPOINT_URL", sandbox.Text("EndpointUrl")), ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", sandbox.Text("AccessKey")), ("AWS_SECRET_ACCESS_KEY", sandbox.Text("SecretKey")));
    }

    /// <summary>Two messages of a trigger's shard, with its number, and the trigger itself if it was published.</summary>
    private static async Task HearsShardAsync(Subscriber subscriber, int number, bool trigger = true)
    {
        var messages = await subscriber.MessagesAsync(trigger ? 3 : 2);
        var load = messages.Where(message => message.Topic != Topic).OrderBy(message => message.Topic, StringComparer.Ordinal).ToList();
        Assert.Equal([$"loadtest/http/{number}/0/0", $"loadtest/http/{number}/0/1"], load.Select(message => message.Topic));
        Assert.All(load, message =>
        {
            using var json = JsonDocument.Parse(message.Payload);
            Assert.Equal(number, json.RootElement.GetProperty("triggerNo").GetInt32());
        });
    }

    [GeneratedRegex("### Start functions with the scripts' own triggers.*?```powershell\n(?<script>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("""^\{"type":"trigger","triggerNo":(?<number>\d+),"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}","signedEvent":""")]
    private static partial Regex OurTrigger();
}
