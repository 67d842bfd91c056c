using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules.Actions;
using IoTLoad.Sandbox.Rules.Sql;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Rules;

/// <summary>
/// The account's topic rules: the control plane makes and reads them, the broker runs messages through them. Safe for concurrent
/// use.
/// </summary>
/// <param name="trusts">Whether IoT Core may assume a role, by its ARN; null to check no roles.</param>
internal sealed partial class RuleEngine(
    SandboxAccount account, IFunctionInvoker functions, IMetricRecorder metrics, TimeProvider clock, Func<string, bool>? trusts = null)
    : IAsyncDisposable
{
    public const string DefaultSqlVersion = "2015-10-08";

    private const int MostActions = 10;
    private static readonly string[] Members = ["sql", "description", "actions", "ruleDisabled", "awsIotSqlVersion", "errorAction"];

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, TopicRule> _rules = new(StringComparer.Ordinal);
    private readonly RuleRunner _runner = new();
    private RuleActionFactory? _actions;
    private volatile TopicRule[] _running = [];

    /// <summary>The rules, oldest first.</summary>
    public IReadOnlyList<TopicRule> Rules => [.. _rules.Values.OrderBy(rule => rule.Created)];

    /// <summary>Whether there is any rule that is on.</summary>
    public bool IsActive => _running.Length > 0;

    /// <summary>Names the broker that rules republish to; the gateway does so when it starts.</summary>
    /// <param name="publish">Publishes a payload to a topic with a QoS.</param>
    public void Attach(Republish publish) => _actions = new RuleActionFactory(functions, publish, trusts);

    /// <exception cref="RefusedException">SqlParseException, InvalidRequestException or ResourceAlreadyExistsException.</exception>
    public void Create(string name, Document payload)
    {
        InvalidIf(!NamePattern.IsMatch(name), $"1 validation error detected: Value '{name}' at 'ruleName' failed to satisfy "
            + "constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_]+$");
        lock (_gate)
        {
            if (Find(name) is { } other)
            {
                throw new RefusedException(409, "ResourceAlreadyExistsException", "Rule with given name already exists")
                {
                    Members = new Dictionary<string, string> { ["resourceId"] = "", ["resourceArn"] = other.Arn },
                };
            }

            Apply(name, Make(name, payload));
        }
    }

    /// <summary>Replaces a rule as a whole.</summary>
    /// <exception cref="RefusedException">SqlParseException, InvalidRequestException or ResourceNotFoundException.</exception>
    public void Replace(string name, Document payload) => Change(name, _ => Make(name, payload));

    /// <summary>The rule of a name, or null.</summary>
    public TopicRule? Find(string name) => _rules.GetValueOrDefault(name);

    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Delete(string name) => Change(name, _ => null);

    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Switch(string name, bool on) => Change(name, rule => rule with { IsDisabled = !on });

    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    /// <summary>Runs the rules that select a message.</summary>
    public void Process(RuleMessage message) => _runner.Process(_running, message);

    /// <summary>Runs one rule on a message that was published to it by basic ingest.</summary>
    public void Ingest(string name, RuleMessage message)
    {
        if (Array.Find(_running, rule => rule.Name == name) is { } found)
        {
            _runner.Run(found, message);
        }
        else
        {
            RuleMetrics.NotFound(metrics, name);
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_]{1,128}$")]
    private static partial Regex NamePattern { get; }

    private static void InvalidIf([DoesNotReturnIf(true)] bool isSo, string message) =>
        RefusedException.ThrowIf(isSo, 400, "InvalidRequestException", message);

    private void Change(string name, Func<TopicRule, TopicRule?> change)
    {
        lock (_gate)
        {
            Apply(name, change(Find(name)
                ?? throw new RefusedException(404, "ResourceNotFoundException", "The specified resource does not exist")));
        }
    }

    private TopicRule Make(string name, Document payload)
    {
        RuleActionFactory.CheckMembers(payload, "the rule", Members);
        var (sql, version) = (payload.Text("sql"), payload.Text("awsIotSqlVersion"));
        InvalidIf(string.IsNullOrEmpty(sql), "1 validation error detected: Value null at 'topicRulePayload.sql' failed to satisfy "
            + "constraint: Member must not be null");
        var actions = payload.Documents("actions");
        InvalidIf(!payload.ContainsKey("actions") || actions.Count > MostActions,
            $"A rule has a list of at most {MostActions} actions.");
        InvalidIf(version is not (null or DefaultSqlVersion or "2016-03-23" or "beta"), $"'{version}' is not a version of the rule SQL.");
        var factory = _actions ?? throw new InvalidOperationException("The rules have no broker yet.");
        var arn = account.Arn("iot", $"rule/{name}");
        var counts = new RuleMetrics(metrics, name);
        return new TopicRule(name, arn, clock.GetUtcNow(), payload, SqlStatement.Parse(sql), counts)
        {
            IsDisabled = payload.Flag("ruleDisabled") ?? false,
            Actions = [.. actions.Select(action => counts.Count(factory.Make(action, arn)))],
            ErrorAction = payload.Child("errorAction") is { } errorAction ? counts.Count(factory.Make(errorAction, arn)) : null,
        };
    }

    private void Apply(string name, TopicRule? rule)
    {
        if (rule is null)
        {
            _rules.TryRemove(name, out _);
        }
        else
        {
            _rules[name] = rule;
        }

        _running = [.. Rules.Where(each => !each.IsDisabled)];
    }
}

/// <summary>Publishes what a rule selected.</summary>
/// <exception cref="RefusedException">The topic cannot be published to, or the payload is too large.</exception>
internal delegate void Republish(string topic, ReadOnlyMemory<byte> payload, int qos);
