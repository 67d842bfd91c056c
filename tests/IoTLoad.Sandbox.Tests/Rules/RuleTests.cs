using System.Text.Json;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Tests.Gateway;
using IoTLoad.Sandbox.Wire;
using MQTTnet;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Tests.Rules;

public sealed class RuleTests
{
    private const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:publisher";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trigger_fans_out_to_every_rule_with_its_name()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        for (var i = 0; i < 10; i++)
        {
            gateway.Rules.Create($"rule_{i}", Payload($"SELECT *, 'rule_{i}' AS ruleNo FROM 'loadtest/lambda/http'", Lambda()));
        }

        var client = await gateway.ConnectAsync("trigger");
        await client.PublishStringAsync("loadtest/lambda/http", """{"type":"trigger","triggerNo":1}""", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation);

        var names = new List<string?>();
        for (var i = 0; i < 10; i++)
        {
            var (function, payload, source) = await gateway.Functions.NextAsync();
            Assert.Equal(Function, function);
            names.Add(JsonSerializer.Deserialize<JsonElement>(payload).GetProperty("ruleNo").GetString());
            Assert.Equal($"arn:aws:iot:eu-west-1:123456789012:rule/{names[i]}", source);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"rule_{i}"), names.Order());
        await CountedAsync(() => Enumerable.Range(0, 10).All(i =>
            gateway.Sum("RulesExecuted", ("RuleName", $"rule_{i}")) == 1
                && gateway.Sum("Success", ("RuleName", $"rule_{i}"), ("ActionType", "Lambda")) == 1));
    }

    [Fact]
    public async Task A_rule_republishes_under_a_topic_made_of_the_message()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        gateway.Rules.Create("again", Payload("SELECT x FROM 'in/#' WHERE x > 1", Republish("out/${topic(2)}/${clientid()}", 1)));
        var client = await gateway.ConnectAsync("device-1");
        var inbox = await Inbox.OfAsync(client, "out/#");
        await client.PublishStringAsync("in/a", """{"x":1}""", cancellationToken: Cancellation);
        await client.PublishStringAsync("in/b", """{"x":2,"y":3}""", cancellationToken: Cancellation);

        var message = await inbox.NextAsync();
        Assert.Equal(("out/b/device-1", """{"x":2}""", MqttQualityOfServiceLevel.AtLeastOnce), (message.Topic, Inbox.Text(message), message.QualityOfServiceLevel));
        await CountedAsync(() => (gateway.Sum("TopicMatch", ("RuleName", "again")),
            gateway.Sum("RulesExecuted", ("RuleName", "again"))) == (2, 1));
    }

    [Fact]
    public async Task What_fails_is_told_to_the_error_action_once()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        gateway.Functions.Refusal = new RefusedException(404, "ResourceNotFoundException", "Function not found");
        var payload = Payload("SELECT * FROM 'in/a'", Lambda(),
            new Document { ["kinesis"] = new Document { ["roleArn"] = "r", ["streamName"] = "stream-1" } });
        payload["errorAction"] = Republish("errors/in", 0);
        gateway.Rules.Create("failing", payload);
        var client = await gateway.ConnectAsync("device-1");
        var inbox = await Inbox.OfAsync(client, "errors/+");
        await client.PublishStringAsync("in/a", "{}", cancellationToken: Cancellation);

        var report = JsonSerializer.Deserialize<JsonElement>(await inbox.NextTextAsync());
        Assert.Equal(("failing", "in/a", "device-1", "e30="),
            (Text(report, "ruleName"), Text(report, "topic"), Text(report, "clientId"), Text(report, "base64OriginalPayload")));
        var failures = report.GetProperty("failures").EnumerateArray().ToList();
        Assert.Equal(["LambdaAction", "KinesisAction"], failures.Select(failure => Text(failure, "failedAction")));
        Assert.Equal([Function, "stream-1"], failures.Select(failure => Text(failure, "failedResource")));
        Assert.Contains("Function not found", Text(failures[0], "errorMessage"), StringComparison.Ordinal);
        Assert.Contains("The sandbox has no Kinesis", Text(failures[1], "errorMessage"), StringComparison.Ordinal);
        Assert.Equal(
            (1.0, 1.0, 0.0),
            (gateway.Sum("Failure", ("RuleName", "failing"), ("ActionType", "Lambda")), gateway.Sum("Failure", ("RuleName", "failing"),
                ("ActionType", "Kinesis")), gateway.Sum("Success", ("RuleName", "failing"), ("ActionType", "Kinesis"))));
    }

    [Fact]
    public async Task Basic_ingest_goes_to_one_rule_and_to_no_subscriber()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        gateway.Rules.Create("direct", Payload("SELECT topic() AS topic FROM 'elsewhere'", Republish("out", 0)));
        var client = await gateway.ConnectAsync("device-1");
        var inbox = await Inbox.OfAsync(client, "#");
        var deep = string.Join('/', Enumerable.Repeat("a", 8));
        await client.PublishStringAsync($"$aws/rules/direct/{deep}", "{}", MqttQualityOfServiceLevel.AtLeastOnce,
            cancellationToken: Cancellation);

        Assert.Equal($$"""{"topic":"{{deep}}"}""", await inbox.NextTextAsync());
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public async Task A_rule_that_is_off_does_nothing()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits());
        gateway.Rules.Create("one", Payload("SELECT 'one' AS rule FROM 'in'", Republish("out", 0)));
        gateway.Rules.Create("two", Payload("SELECT 'two' AS rule FROM 'in'", Republish("out", 0)));
        gateway.Rules.Switch("one", on: false);
        var client = await gateway.ConnectAsync("device-1");
        var inbox = await Inbox.OfAsync(client, "out");
        await client.PublishStringAsync("in", "{}", cancellationToken: Cancellation);
        Assert.Equal("""{"rule":"two"}""", await inbox.NextTextAsync());

        gateway.Rules.Switch("one", on: true);
        gateway.Rules.Delete("two");
        await client.PublishStringAsync("in", "{}", cancellationToken: Cancellation);
        Assert.Equal("""{"rule":"one"}""", await inbox.NextTextAsync());
        gateway.Rules.Replace("one", Payload("SELECT 'new' AS rule FROM 'in'", Republish("out", 0)));
        await client.PublishStringAsync("in", "{}", cancellationToken: Cancellation);
        Assert.Equal("""{"rule":"new"}""", await inbox.NextTextAsync());
    }

    [Fact]
    public async Task Rules_are_listed_and_wrong_ones_are_refused()
    {
        await using var gateway = await TestGateway.StartAsync();
        var rules = gateway.Rules;
        rules.Create("b", Payload("SELECT * FROM 'x/+'", Lambda()));
        rules.Create("a", Payload("SELECT * FROM 'y'", Lambda()));
        rules.Switch("a", on: false);

        Assert.Equal([("b", "x/+", false), ("a", "y", true)],
            rules.Rules.Select(rule => (rule.Name, rule.Statement.Filter, rule.IsDisabled)));
        Assert.Null(rules.Find("c"));

        Refused(409, "ResourceAlreadyExistsException", () => rules.Create("a", Payload("SELECT * FROM 'y'", Lambda())));
        Refused(404, "ResourceNotFoundException", () => rules.Replace("c", Payload("SELECT * FROM 'y'", Lambda())));
        Refused(404, "ResourceNotFoundException", () => rules.Delete("c"));
        Refused(404, "ResourceNotFoundException", () => rules.Switch("c", on: true));
        Refused(400, "InvalidRequestException", () => rules.Create("not-a-name", Payload("SELECT * FROM 'y'", Lambda())));
        Refused(400, "InvalidRequestException", () => rules.Create("c", Payload("SELECT * FROM 'y'", new Document())));
        Refused(400, "InvalidRequestException", () => rules.Create("c", Payload("SELECT * FROM 'y'", Republish("a", 2))));
        Refused(400, "InvalidRequestException",
            () => rules.Create("c", Payload("SELECT * FROM 'y'", new Document { ["iotEvents"] = new Document() })));
        Refused(400, "InvalidRequestException", () => rules.Create("c",
            Payload("SELECT * FROM 'y'", new Document { ["lambda"] = new Document { ["functionArn"] = Function, ["nope"] = "x" } })));
        Refused(400, "SqlParseException", () => rules.Create("c", Payload("SELECT nope() AS x FROM 'y'", Lambda())));
        Refused(400, "SqlParseException", () => rules.Create("c", Payload("SELECT * FROM 'y'", Republish("${nope()}", 0))));

        static void Refused(int status, string code, Action call)
        {
            var refusal = Assert.Throws<RefusedException>(call);
            Assert.Equal((status, code), (refusal.Status, refusal.Code));
        }
    }

    private static Document Payload(string sql, params Document[] actions) => new() { ["sql"] = sql, ["actions"] = actions };

    private static Document Lambda() => new() { ["lambda"] = new Document { ["functionArn"] = Function } };

    private static Document Republish(string topic, int qos) =>
        new() { ["republish"] = new Document { ["topic"] = topic, ["qos"] = (long)qos, ["roleArn"] = "arn:aws:iam::123456789012:role/r" } };

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    // A count follows what it counts.
    private static async Task CountedAsync(Func<bool> counted)
    {
        while (!counted())
        {
            await Task.Delay(5, Cancellation);
        }
    }
}
