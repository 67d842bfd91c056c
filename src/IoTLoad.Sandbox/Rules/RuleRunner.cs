using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using IoTLoad.Sandbox.Rules.Actions;
using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules;

/// <summary>
/// Runs rules on messages, beside the broker: a publisher does not wait for them, and a rule that republishes to its own topic
/// goes round and round, as it would on AWS, without filling the stack.
/// </summary>
internal sealed class RuleRunner : IAsyncDisposable
{
    // A second of what IoT Core evaluates by default, 20,000 rules/s; beyond it messages are throttled.
    private const int MostWaiting = 20_000;
    private const int Workers = 2;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<(TopicRule Rule, RuleMessage Message)> _waiting = Channel.CreateBounded<(TopicRule, RuleMessage)>(MostWaiting);
    private readonly Task _running;

    public RuleRunner() => _running = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(RunAsync)));

    /// <summary>Runs those of the rules that a message matches.</summary>
    public void Process(IReadOnlyList<TopicRule> rules, RuleMessage message)
    {
        foreach (var rule in rules)
        {
            if (Topics.Matches(rule.Statement.Filter, message.Topic))
            {
                rule.Metrics.TopicMatch.Add();
                Run(rule, message);
            }
        }
    }

    /// <summary>Runs a rule, whatever its filter.</summary>
    public void Run(TopicRule rule, RuleMessage message)
    {
        if (!_waiting.Writer.TryWrite((rule, message)))
        {
            rule.Metrics.Throttled.Add();
        }
    }

    /// <summary>Ends, without those that wait.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out _))
        {
        }

        await _running;
    }

    private async Task RunAsync()
    {
        await foreach (var (rule, message) in _waiting.Reader.ReadAllAsync())
        {
            Execute(rule, new SqlInput(message));
        }
    }

    private static void Execute(TopicRule rule, SqlInput input)
    {
        ReadOnlyMemory<byte> payload;
        try
        {
            if (rule.Statement.Select(input) is not { } selected)
            {
                return;
            }

            payload = selected;
        }
        catch (JsonException)
        {
            // The error action is for actions that fail ("Error handling (error action)", AWS IoT Developer Guide).
            rule.Metrics.ParseError.Add();
            return;
        }

        rule.Metrics.RulesExecuted.Add();
        var failures = new List<(IRuleAction Action, string Message)>();
        foreach (var action in rule.Actions)
        {
            if (action.Run(input, payload) is { } failure)
            {
                failures.Add((action.Action, failure));
            }
        }

        if (failures.Count > 0 && rule.ErrorAction is { } errorAction)
        {
            RunErrorAction(rule, errorAction, input, failures);
        }
    }

    private static void RunErrorAction(
        TopicRule rule, CountedAction errorAction, SqlInput input, List<(IRuleAction Action, string Message)> failures)
    {
        // The keys and their order are those of AWS's example.
        var report = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                ruleName = rule.Name,
                topic = input.Message.Topic,
                cloudwatchTraceId = Guid.NewGuid().ToString(),
                clientId = input.Message.ClientId ?? "n/a",
                base64OriginalPayload = Convert.ToBase64String(input.Message.Payload.Span),
                failures = failures.Select(failure => new
                {
                    failedAction = $"{failure.Action.Kind}Action",
                    failedResource = failure.Action.Resource,
                    errorMessage = failure.Message,
                }),
            },
            Plain);

        // There is no error action of an error action; the count shows that it failed.
        _ = errorAction.Run(input, report);
    }
}
