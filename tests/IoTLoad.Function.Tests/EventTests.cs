using System.Text.Json;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Reports;
using IoTLoad.Peers;

namespace IoTLoad.Function.Tests;

public sealed class EventTests
{
    [Fact]
    public async Task An_invalid_event_is_an_error_in_AWS_s_format_and_the_function_continues()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function();
        var shard = Events.Split(Events.Plan(broker.Plain, 4, 10, 0.5), 2)[0];
        (string Event, string Type)[] cases =
        [
            ("{", "InvalidEvent"),
            ("{}", "InvalidEvent"),
            ("[1]", "InvalidEvent"),
            ("""{"shard":{"runId":"r","plan":{"devices":{"count":"many"}}}}""", "InvalidEvent"),
            ("""{"type":"trigger"}""", "InvalidTrigger"),
            ("""{"type":"trigger","triggerNo":1,"ts":1,"ruleNo":0}""", "InvalidTrigger"),
            ("""{"type":"trigger","triggerNo":0,"ts":1,"ruleNo":0,"planParameter":"/any"}""", "InvalidTrigger"),
            (Events.Json(Events.Of(shard with { Shard = 7 }, broker.Plain)), "InvalidShard"),
            (Events.Json(Events.Of(shard with { Plan = shard.Plan with { Stages = [] } }, broker.Plain)), "InvalidDuration"),
            (Events.Json(Events.Of(shard, broker.Plain) with { Type = "trigger", Rules = 2, TriggerNo = 1, RuleNo = 0 }),
                "TriggerNotSigned"),
            (Events.Json(Events.Of(shard, broker.Plain) with { RuleNo = 0 }), "TriggerNotSigned"),
        ];
        foreach (var (json, type) in cases)
        {
            var answer = await function.InvokeAsync(json);
            Assert.True((answer.Path, answer.ErrorType, answer.ToError().Type) == ("error", type, type), $"{json}\n{answer}");
        }

        var good = Events.Of(Events.Split(shard.Plan, 2)[0], broker.Plain);
        Assert.Equal(RunOutcome.Completed, (await function.InvokeAsync(Events.Json(good))).ToReport().Outcome);
        Assert.Equal(cases.Length, function.Log.Count(line => line.Contains("\"level\":\"ERROR\"", StringComparison.Ordinal)));
        Assert.All(function.Log, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_trigger_message_and_its_rule_make_the_shard_s_number()
    {
        await using var moto = await MotoServer.StartAsync();
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await Parameters.PutAsync(moto, TriggerMessage.KeyOf("f"), Key);
        await using var function = new Function(Triggered(moto));
        var shards = Events.Split(Events.Plan(broker.Plain, 12, 60, 0.5), 6);
        var given = Events.Of(shards[0], broker.Plain) with { Type = FunctionEvent.TriggerType, Rules = 3, TriggerNo = 2 };

        var answer = await function.InvokeAsync(PassedOn(TriggerMessage.Sign(given, Key, DateTimeOffset.UtcNow), 2));

        Assert.Equal(5, answer.ToReport().Shard);
        Assert.Equal(5, answer.ToReport().Totals.Published);
    }

    [Fact]
    public async Task A_trigger_message_that_is_not_signed_with_the_key_or_came_late_starts_nothing()
    {
        await using var moto = await MotoServer.StartAsync();
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await Parameters.PutAsync(moto, TriggerMessage.KeyOf("f"), Key);
        await using var function = new Function(Triggered(moto));
        var shard = Events.Split(Events.Plan(broker.Plain, 4, 10, 0.5), 2)[0];
        var given = Events.Of(shard, broker.Plain) with { Type = FunctionEvent.TriggerType, Rules = 1, TriggerNo = 1 };
        var genuine = System.Text.Encoding.UTF8.GetString(TriggerMessage.Sign(given, Key, DateTimeOffset.UtcNow));
        var now = DateTimeOffset.UtcNow;
        (string Event, string Type)[] cases =
        [
            (PassedOn(TriggerMessage.Sign(given, Convert.ToBase64String(new byte[32]), now), 0), "TriggerNotSigned"),
            (PassedOn(TriggerMessage.Sign(given, Key, now.AddMinutes(-11)), 0), "TriggerNotSigned"),
            (PassedOn(genuine.Replace("loadtest", "elsewhere", StringComparison.Ordinal), 0), "TriggerNotSigned"),
            (PassedOn(genuine.Replace("\"signature\":\"", "\"signature\":\"!", StringComparison.Ordinal), 0), "TriggerNotSigned"),
            (PassedOn(genuine.Replace("\"signature\"", "\"other\"", StringComparison.Ordinal), 0), "TriggerNotSigned"),
            (PassedOn(genuine, 1), "InvalidTrigger"),
            (PassedOn(TriggerMessage.Sign(given with { TriggerNo = 3 }, Key, now), 0), "InvalidTrigger"),
        ];
        foreach (var (json, type) in cases)
        {
            Assert.Equal(type, (await function.InvokeAsync(json)).ErrorType);
        }
    }

    private static readonly string Key = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(index => (byte)index)]);

    private static Dictionary<string, string> Triggered(MotoServer moto) =>
        new() { ["AWS_ENDPOINT_URL"] = moto.Url.AbsoluteUri, ["AWS_LAMBDA_FUNCTION_NAME"] = "f" };

    // As an IoT rule does it: SELECT *, '2' AS ruleNo.
    private static string PassedOn(byte[] message, int rule) => PassedOn(System.Text.Encoding.UTF8.GetString(message), rule);

    private static string PassedOn(string message, int rule) => message[..^1] + $$""","ruleNo":"{{rule}}"}""";

    [Theory]
    [InlineData("""{"type":"trigger","triggerNo":2,"ts":"2026-11-29T12:00:00.123","ruleNo":"1"}""")]
    [InlineData("""{"type":"trigger","triggerNo":"2","ts":"","ruleNo":"1","runId":"another"}""")]
    public async Task A_trigger_message_of_the_scripts_runs_the_plan_that_the_function_s_environment_names(string message)
    {
        await using var moto = await MotoServer.StartAsync();
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        var plan = JsonSerializer.Serialize(Events.Plan(broker.Plain, 4, 20, 0.5), EngineJson.Default.LoadPlan);

        // As docs/serverless.md makes it, with the plan of a stored test.
        await Parameters.PutAsync(moto, "/iotload/f/plan",
            """{"rules":2,"collected":false,"shard":{"runId":"scripts","shards":4,"plan":""" + plan + "}}");
        await using var function = new Function(new Dictionary<string,
            string>
        { ["AWS_ENDPOINT_URL"] = moto.Url.AbsoluteUri, [FunctionEvent.PlanParameterVariable] = "/iotload/f/plan" });

        var report = (await function.InvokeAsync(message)).ToReport();

        Assert.Equal((3, message.Contains("another", StringComparison.Ordinal) ? "another" : "scripts", RunOutcome.Completed),
            (report.Shard, report.RunId, report.Outcome));
    }

    [Fact]
    public async Task Certificate_key_and_password_come_from_the_parameter_store_and_show_nowhere()
    {
        await using var moto = await MotoServer.StartAsync();
        await using var broker = await Mosquitto.StartAsync(
            new MosquittoOptions { Users = new Dictionary<string, string> { ["device"] = "the device's password" } });
        await Parameters.PutAsync(moto, "/iotload/f/ca",
            await File.ReadAllTextAsync(broker.Certificates.CaFile, TestContext.Current.CancellationToken));
        await Parameters.PutAsync(moto, "/iotload/f/certificate",
            await File.ReadAllTextAsync(broker.Certificates.Client.Certificate, TestContext.Current.CancellationToken));
        var key = await File.ReadAllTextAsync(broker.Certificates.Client.Key, TestContext.Current.CancellationToken);
        await Parameters.PutAsync(moto, "/iotload/f/key", key);
        await Parameters.PutAsync(moto, "/iotload/f/password", "the device's password");
        await using var function = new Function(new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = moto.Url.AbsoluteUri });
        var plan = Events.Plan(broker.MutualTls, 4, 20, 1) with { Session = new SessionPlan { Username = "device" } };
        var given = new FunctionEvent
        {
            Shard = Events.Split(plan, 1)[0],
            ReportInterval = TimeSpan.FromSeconds(1),
            Secrets = new SecretSources
            {
                CertificateAuthorities = "/iotload/f/ca",
                Certificate = "/iotload/f/certificate",
                Key = "/iotload/f/key",
                Password = "/iotload/f/password"
            },
        };

        var answer = await function.InvokeAsync(Events.Json(given));

        // The control channel, the broker under test here, wants them too.
        Assert.Equal((20L, 20L), (answer.ToReport().Totals.Published, answer.ToReport().Totals.Received));
        await broker.LogsAsync($"Received PUBLISH from iotload-{given.Shard.RunId}-shard-0-0", 1);
        var secrets = key.Split('\n').Where(line => line.Length > 20 && !line.Contains("KEY", StringComparison.Ordinal))
            .Append("the device's password").Append("the-role-s-").ToList();
        Assert.True(secrets.Count > 2);
        foreach (var text in function.Log.Append(answer.Body).Append(Events.Json(given)))
        {
            Assert.DoesNotContain(secrets, secret => text.Contains(secret, StringComparison.Ordinal));
        }

        Assert.Empty(function.Leftovers);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_named_and_the_coordinator_hears_of_it()
    {
        await using var moto = await MotoServer.StartAsync();
        await using var control = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function(new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = moto.Url.AbsoluteUri });
        var shard = Events.Split(Events.Plan(new Uri("mqtt://127.0.0.1:1"), 1, 1, 1), 1)[0];

        await using var listener = await Events.ListenAsync(control.Plain, shard.RunId);

        var answer = await function.InvokeAsync(
            Events.Json(Events.Of(shard, control.Plain) with { Secrets = new SecretSources { Password = "/iotload/f/none" } }));
        var last = (await Events.ToEndAsync(listener))[^1];

        Assert.Equal((RunOutcome.Failed, "ParameterNotFound"), (last.Outcome, last.Fault?.ErrorId));
        Assert.Equal("ParameterNotFound", Assert.Single(function.LoggedReports).Fault?.ErrorId);
        Assert.Equal("ParameterNotFound", answer.ErrorType);
        Assert.Contains("/iotload/f/none", answer.ToError().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shard_that_nobody_lets_in_is_an_error_and_its_last_report_says_why()
    {
        await using var control = await Mosquitto.StartAsync(new MosquittoOptions { Verbose = false });
        await using var function = new Function();
        var shards = Events.Split(Events.Plan(new Uri("mqtt://127.0.0.1:1"), 2, 10, 1), 1);
        await using var listener = await Events.ListenAsync(control.Plain, shards[0].RunId);

        var answer = await function.InvokeAsync(Events.Json(Events.Of(shards[0], control.Plain)));
        var last = (await Events.ToEndAsync(listener))[^1];

        Assert.Equal(("ConnectionRefused", "ConnectionRefused"), (answer.ErrorType, last.Fault?.ErrorId));
        Assert.Equal(RunOutcome.Failed, last.Outcome);
    }

    [Fact]
    public async Task An_environment_that_makes_no_sense_is_an_error_of_the_start()
    {
        await using var function = new Function(new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = "nowhere" });

        var answer = await function.Runtime.InitError.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(("AwsBadEndpoint", "AwsBadEndpoint"), (answer.ErrorType, answer.ToError().Type));
        Assert.Equal(1, await function.WaitAsync());
    }
}
