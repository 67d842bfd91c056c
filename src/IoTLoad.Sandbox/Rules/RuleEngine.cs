using System.Text.RegularExpressions;
using Amazon.IoT.Model;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules.Actions;
using IoTLoad.Sandbox.Rules.Sql;

namespace IoTLoad.Sandbox.Rules;

/// <summary>The topic rules of the account: what the control plane makes and reads, and the broker runs messages through. Safe for concurrent use.</summary>
public sealed partial class RuleEngine : IAsyncDisposable
{
    private const int MostActions = 10;
    private const string DefaultSqlVersion = "2015-10-08";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredRule> _rules = new(StringComparer.Ordinal);
    private readonly SandboxAccount _account;
    private readonly IMetricRecorder _metrics;
    private readonly TimeProvider _clock;
    private readonly RuleActionFactory _actions;
    private readonly RuleRunner _runner = new();
    private IMessageRouter? _router;
    private volatile RunningRule[] _running = [];

    /// <summary>Starts without rules.</summary>
    /// <param name="account">Account.</param>
    /// <param name="functions">What invokes functions.</param>
    /// <param name="metrics">What counts.</param>
    /// <param name="clock">Clock.</param>
    public RuleEngine(SandboxAccount account, IFunctionInvoker functions, IMetricRecorder metrics, TimeProvider clock)
    {
        _account = account;
        _metrics = metrics;
        _clock = clock;
        _actions = new RuleActionFactory(functions, () => _router ?? throw new InvalidOperationException("The rules have no broker yet."));
    }

    /// <summary>Makes a rule.</summary>
    /// <exception cref="RefusedException">SqlParseException, InvalidRequestException or ResourceAlreadyExistsException.</exception>
    public void Create(string name, TopicRulePayload payload)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(payload);
        if (name.Length > 128 || !NamePattern().IsMatch(name))
        {
            throw Invalid($"1 validation error detected: Value '{name}' at 'ruleName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9_]+$");
        }

        var rule = Make(name, payload);
        lock (_gate)
        {
            if (!_rules.TryAdd(name, rule))
            {
                throw new RefusedException(409, "ResourceAlreadyExistsException", "Rule with given name already exists");
            }

            Apply();
        }
    }

    /// <summary>Replaces a rule as a whole.</summary>
    /// <exception cref="RefusedException">SqlParseException, InvalidRequestException or ResourceNotFoundException.</exception>
    public void Replace(string name, TopicRulePayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var rule = Make(name, payload);
        lock (_gate)
        {
            Find(name);
            _rules[name] = rule;
            Apply();
        }
    }

    /// <summary>Reads a rule.</summary>
    /// <exception cref="RefusedException">ResourceNotFoundException; AWS itself answers UnauthorizedException for a rule that does not exist.</exception>
    public GetTopicRuleResponse Get(string name)
    {
        lock (_gate)
        {
            var rule = Find(name);
            return new GetTopicRuleResponse { RuleArn = Arn(name), Rule = rule.Rule };
        }
    }

    /// <summary>Lists the rules by name.</summary>
    /// <param name="topic">Only those whose filter matches this topic; null for all.</param>
    /// <param name="disabled">Only those that are off, or on; null for all.</param>
    public IReadOnlyList<TopicRuleListItem> List(string? topic = null, bool? disabled = null)
    {
        lock (_gate)
        {
            return
            [
                .. _rules.Values
                    .Where(rule => (topic is null || rule.Statement.Filter == topic || Topics.Matches(rule.Statement.Filter, topic))
                        && (disabled is null || rule.Rule.RuleDisabled == disabled))
                    .OrderBy(rule => rule.Rule.RuleName, StringComparer.Ordinal)
                    .Select(rule => new TopicRuleListItem
                    {
                        RuleArn = Arn(rule.Rule.RuleName!),
                        RuleName = rule.Rule.RuleName,
                        TopicPattern = rule.Statement.Filter,
                        CreatedAt = rule.Rule.CreatedAt,
                        RuleDisabled = rule.Rule.RuleDisabled,
                    }),
            ];
        }
    }

    /// <summary>Deletes a rule.</summary>
    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Delete(string name)
    {
        lock (_gate)
        {
            Find(name);
            _rules.Remove(name);
            Apply();
        }
    }

    /// <summary>Switches a rule on.</summary>
    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Enable(string name) => Switch(name, disabled: false);

    /// <summary>Switches a rule off.</summary>
    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Disable(string name) => Switch(name, disabled: true);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    /// <summary>Names the broker that rules republish to; the gateway does so when it starts.</summary>
    internal void Attach(IMessageRouter router) => _router = router;

    /// <summary>Runs the rules that select a message.</summary>
    internal void Process(RuleMessage message) => _runner.Process(_running, message);

    /// <summary>Runs one rule on a message that was published to it by basic ingest.</summary>
    internal void Ingest(string name, RuleMessage message)
    {
        if (Array.Find(_running, rule => rule.Name == name) is { } found)
        {
            _runner.Run(found, message);
        }
        else
        {
            // "RuleNotFound: the rule to be triggered could not be found" (AWS IoT metrics).
            _metrics.Series(GatewayMetrics.Space, "RuleNotFound", ("RuleName", name)).Add();
        }
    }

    /// <summary>Whether there is any rule that is on.</summary>
    internal bool IsActive => _running.Length > 0;

    private static RefusedException Invalid(string message) => new(400, "InvalidRequestException", message);

    [GeneratedRegex("^[a-zA-Z0-9_]+$")]
    private static partial Regex NamePattern();

    private string Arn(string name) => _account.Arn("iot", $"rule/{name}");

    private StoredRule Find(string name) => _rules.TryGetValue(name, out var rule)
        ? rule
        : throw new RefusedException(404, "ResourceNotFoundException", "The specified resource does not exist");

    private void Switch(string name, bool disabled)
    {
        lock (_gate)
        {
            Find(name).Rule.RuleDisabled = disabled;
            Apply();
        }
    }

    private StoredRule Make(string name, TopicRulePayload payload)
    {
        if (payload.Sql is not { Length: > 0 } sql)
        {
            throw Invalid("1 validation error detected: Value null at 'topicRulePayload.sql' failed to satisfy constraint: Member must not be null");
        }

        if (payload.Actions is not { } actions || actions.Count > MostActions)
        {
            throw Invalid($"A rule has a list of at most {MostActions} actions.");
        }

        if (payload.AwsIotSqlVersion is not (null or DefaultSqlVersion or "2016-03-23" or "beta"))
        {
            throw Invalid($"'{payload.AwsIotSqlVersion}' is no version of the rule SQL.");
        }

        var statement = SqlStatement.Parse(sql);
        var running = new RunningRule(
            name,
            statement,
            [.. actions.Select(action => _actions.Make(action, Arn(name)))],
            payload.ErrorAction is { } errorAction ? _actions.Make(errorAction, Arn(name)) : null,
            _metrics);
        var rule = new TopicRule
        {
            RuleName = name,
            Sql = sql,
            Description = payload.Description,
            CreatedAt = _clock.GetUtcNow().UtcDateTime,
            Actions = actions,
            RuleDisabled = payload.RuleDisabled ?? false,
            AwsIotSqlVersion = payload.AwsIotSqlVersion ?? DefaultSqlVersion,
            ErrorAction = payload.ErrorAction,
        };
        return new StoredRule(rule, statement, running);
    }

    private void Apply() => _running = [.. _rules.Values.Where(rule => rule.Rule.RuleDisabled != true).Select(rule => rule.Running)];

    private sealed record StoredRule(TopicRule Rule, SqlStatement Statement, RunningRule Running);
}
