using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
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
    SandboxAccount account, IFunctionInvoker functions, IMetricRecorder metrics, TimeProvider clock, Func<string,
    bool>? trusts = null) : IAsyncDisposable
{
    public const string DefaultSqlVersion = "2015-10-08";

    private const int MostActions = 10;
    private static readonly string[] Members = ["sql", "description", "actions", "ruleDisabled", "awsIotSqlVersion", "errorAction"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TopicRule> _rules = new(StringComparer.Ordinal);
    private readonly RuleRunner _runner = new();
    private RuleActionFactory? _actions;
    private volatile TopicRule[] _running = [];

    /// <summary>The rules, oldest first.</summary>
    public IReadOnlyList<TopicRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules.Values.OrderBy(rule => rule.Created)];
            }
        }
    }

    /// <summary>Whether there is any rule that is on.</summary>
    public bool IsActive => _running.Length > 0;

    /// <summary>Names the broker that rules republish to; the gateway does so when it starts.</summary>
    /// <param name="publish">Publishes a payload to a topic with a QoS.</param>
    public void Attach(Republish publish) => _actions = new RuleActionFactory(functions, publish, trusts);

    /// <exception cref="RefusedException">SqlParseException, InvalidRequestException or ResourceAlreadyExistsException.</exception>
    public void Create(string name, Document payload)
    {
        if (!NamePattern.IsMatch(name))
        {
            throw Invalid($"1 validation error detected: Value '{name}' at 'ruleName' failed to satisfy constraint: "
                + $"Member must satisfy regular expression pattern: ^[a-zA-Z0-9_]+$");
        }

        Check(name);
        var rule = Make(name, payload);
        lock (_gate)
        {
            Check(name);
            Apply(name, rule);
        }

        void Check(string wanted)
        {
            if (Find(wanted) is { } other)
            {
                throw new RefusedException(409, "ResourceAlreadyExistsException", "Rule with given name already exists")
                {
                    Members = new Dictionary<string, string> { ["resourceId"] = "", ["resourceArn"] = other.Arn },
                };
            }
        }
    }

    /// <summary>Replaces a rule as a whole.</summary>
    /// <exception cref="RefusedException">SqlParseException, InvalidRequestException or ResourceNotFoundException.</exception>
    public void Replace(string name, Document payload)
    {
        Existing(name);
        var rule = Make(name, payload);
        lock (_gate)
        {
            Existing(name);
            Apply(name, rule);
        }
    }

    /// <summary>The rule of a name, or null.</summary>
    public TopicRule? Find(string name)
    {
        lock (_gate)
        {
            return _rules.GetValueOrDefault(name);
        }
    }

    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Delete(string name)
    {
        lock (_gate)
        {
            Existing(name);
            Apply(name, null);
        }
    }

    /// <exception cref="RefusedException">ResourceNotFoundException.</exception>
    public void Switch(string name, bool on)
    {
        lock (_gate)
        {
            Apply(name, Existing(name) with { IsDisabled = !on });
        }
    }

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

    private static RefusedException Invalid(string message) => new(400, "InvalidRequestException", message);

    private TopicRule Existing(string name) =>
        Find(name) ?? throw new RefusedException(404, "ResourceNotFoundException", "The specified resource does not exist");

    private TopicRule Make(string name, Document payload)
    {
        RuleActionFactory.CheckMembers(payload, "the rule", Members);
        if (payload.Text("sql") is not { Length: > 0 } sql)
        {
            throw Invalid("1 validation error detected: Value null at 'topicRulePayload.sql' failed to satisfy constraint: "
                + "Member must not be null");
        }

        if (!payload.ContainsKey("actions") || payload.Documents("actions") is not { Count: <= MostActions } actions)
        {
            throw Invalid($"A rule has a list of at most {MostActions} actions.");
        }

        if (payload.Text("awsIotSqlVersion") is not (null or DefaultSqlVersion or "2016-03-23" or "beta") and var version)
        {
            throw Invalid($"'{version}' is not a version of the rule SQL.");
        }

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
        _rules.Remove(name);
        if (rule is not null)
        {
            _rules.Add(name, rule);
        }

        _running = [.. _rules.Values.Where(each => !each.IsDisabled)];
    }
}

/// <summary>Publishes what a rule selected.</summary>
/// <exception cref="RefusedException">The topic cannot be published to, or the payload is too large.</exception>
internal delegate void Republish(string topic, ReadOnlyMemory<byte> payload, int qos);
