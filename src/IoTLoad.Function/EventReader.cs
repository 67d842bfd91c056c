using System.Text.Json;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Function;

/// <summary>Reads an invocation's event, and finds the shard that a trigger message stands for.</summary>
internal sealed class EventReader(ParameterStore parameters)
{
    /// <summary>Reads an event; the one that is returned has a shard.</summary>
    /// <exception cref="LoadException">InvalidEvent, InvalidTrigger, TriggerNotSigned, or why the stored event cannot be read.</exception>
    public async Task<FunctionEvent> ReadAsync(byte[] json, CancellationToken cancellation)
    {
        var given = Parse(json, "The event");
        if (given.Type != FunctionEvent.TriggerType && given.RuleNo is null)
        {
            return given.Shard is not null ? given : throw Invalid("The event has neither a shard nor a trigger's type.");
        }

        // What a rule passes on comes from whoever may publish on its topic.
        if (given.Shard is not null)
        {
            throw TriggerMessage.NotSigned("The trigger message has a plan that is not signed.");
        }

        if (given is not { TriggerNo: >= 1, RuleNo: null or >= 0 })
        {
            throw NoNumbers();
        }

        var stored = given.SignedEvent is null ? await StoredAsync(given, cancellation)
            : TriggerMessage.Open(given, await KeyAsync(cancellation), DateTimeOffset.UtcNow);

        // An invocation with the scripts' own message has no rule behind it, and of one rule there is no doubt.
        var rule = given.RuleNo ?? (stored.Rules == 1 ? 0 : throw NoNumbers());
        var trigger = given.SignedEvent is null ? given.TriggerNo.Value : stored.TriggerNo!.Value;
        var number = ((trigger - 1L) * stored.Rules) + rule;
        if (rule >= stored.Rules || number >= stored.Shard!.Shards)
        {
            throw InvalidTrigger(
                Text(
                    $"Trigger {trigger} by rule {rule} is shard {number}, of {stored.Shard!.Shards} shards by {stored.Rules} rules."),
                "Send as many triggers as there are shards for each rule; number triggers from 1 and rules from 0.");
        }

        return stored with
        {
            Shard = stored.Shard with { Shard = (int)number, Rules = stored.Rules, RunId = given.RunId ?? stored.Shard.RunId },
        };
    }

    private async Task<string> KeyAsync(CancellationToken cancellation)
    {
        var name = TriggerMessage.KeyOf(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME") ?? "");
        return (await parameters.ReadAsync([name], cancellation))[name];
    }

    private async Task<FunctionEvent> StoredAsync(FunctionEvent given, CancellationToken cancellation)
    {
        var name = given.PlanParameter ?? Environment.GetEnvironmentVariable(FunctionEvent.PlanParameterVariable);
        if (string.IsNullOrEmpty(name))
        {
            throw InvalidTrigger(
                "The trigger message brings no plan, and names no parameter that holds one.",
                $"Give it planParameter, or set {FunctionEvent.PlanParameterVariable} in the function's environment.");
        }

        var values = await parameters.ReadAsync([name], cancellation);
        var stored = Parse(System.Text.Encoding.UTF8.GetBytes(values[name]), $"The parameter {name}");
        return stored.Shard is not null ? stored : throw Invalid($"The parameter {name} holds an event without a shard.");
    }

    private static FunctionEvent Parse(byte[] json, string what)
    {
        try
        {
            var given = JsonSerializer.Deserialize(json, ControlJson.Default.FunctionEvent) ?? throw Invalid($"{what} is null.");

            // What a person writes leaves out most members, and generated readers give those no default.
            return given with
            {
                Secrets = given.Secrets ?? new SecretSources(),
                Rules = Math.Max(1, given.Rules),
                ReportInterval = given.ReportInterval > TimeSpan.Zero ? given.ReportInterval : TimeSpan.FromSeconds(5),
            };
        }
        catch (JsonException exception)
        {
            throw Invalid($"{what} is not what a publisher is invoked with: {exception.Message}", exception);
        }
    }

    private static LoadException Invalid(string message, Exception? inner = null) => new(
        "InvalidEvent", LoadErrorKind.InvalidInput, message, "Let Start-IoTLoadTest -Function or Invoke-IoTLoadFunction make it.",
        inner: inner);

    private static LoadException NoNumbers() => InvalidTrigger(
        "The trigger message has no triggerNo from 1 and ruleNo from 0.",
        "A rule adds ruleNo: SELECT *, 0 AS ruleNo FROM 'iotload/triggers/mqtt'.");

    private static LoadException InvalidTrigger(string message, string action) =>
        new("InvalidTrigger", LoadErrorKind.InvalidInput, message, action);
}
