using Amazon.IoT.Model;
using IoTLoad.Aws.Deployment.Parts;
using static IoTLoad.Engine.InvariantText;
using IotAction = Amazon.IoT.Model.Action;

namespace IoTLoad.Aws.Deployment;

/// <summary>The parts of a function's deployment, in the order in which they are made.</summary>
internal sealed class FunctionParts
{
    private readonly AwsCaller _aws;
    private readonly FunctionRequest _request;
    private readonly Existing _existing;
    private readonly int _downstream;

    /// <param name="aws">The services.</param>
    /// <param name="request">What there should be.</param>
    /// <param name="downstream">Number of downstream rules; more than the request's where only their number is known.</param>
    /// <param name="zip">The code; null where the deployment is only looked at.</param>
    public FunctionParts(AwsCaller aws, FunctionRequest request, int downstream, byte[]? zip)
    {
        _aws = aws;
        _request = request;
        _downstream = downstream;
        _existing = new Existing(aws, request.Name);
        Function = new FunctionPart(aws, request, zip);
    }

    /// <summary>What rules deliver: each topic prefix to each target.</summary>
    public static IReadOnlyList<(string Prefix, DownstreamTarget Target)> Deliveries(FunctionRequest request) =>
        [.. request.Downstream.SelectMany(target => request.TopicPrefixes.Select(prefix => (prefix, target)))];

    public FunctionPart Function { get; }

    public IReadOnlyList<DeploymentPart> All =>
    [
        FunctionRole(FunctionPolicy()),
        .. HasRules ? [RuleRole()] : Array.Empty<DeploymentPart>(),
        new LogGroupPart(_aws, FunctionNames.LogGroupOf(_request.Name), _request.Name, _request.RetentionDays),
        Function,
        new EventInvokePart(_aws, _request.Name),
        new ConcurrencyPart(_aws, _request.Name, _request.ReservedConcurrency),
        .. _request.TriggerRules > 0
            ? [new TriggerKeyPart(_aws, _request.Name), new PermissionPart(_aws, _request.Name, _existing)]
            : Array.Empty<DeploymentPart>(),
        .. Enumerable.Range(0, _request.TriggerRules)
            .Select(index => Rule(FunctionNames.TriggerRuleOf(_request.Name, index), Trigger(index))),
        .. Enumerable.Range(0, _downstream).Select(index =>
            Rule(FunctionNames.DownstreamRuleOf(_request.Name, index), index < Deliveries(_request).Count
                ? Deliver(index, Deliveries(_request)[index]) : null)),
    ];

    /// <summary>What there is, and is not wanted any more: topic rules, and roles with names of earlier versions.</summary>
    public async Task<IReadOnlyList<DeploymentPart>> SurplusAsync()
    {
        var wanted = All.Where(part => part.Kind == "TopicRule").Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
        return [.. (await _existing.RulesAsync()).Where(name => !wanted.Contains(name)).Order(StringComparer.Ordinal)
            .Select(name => Rule(name, null)),
            .. FormerRoles];
    }

    /// <summary>Everything of this name that there may be, in the order in which it is removed.</summary>
    public async Task<IReadOnlyList<DeploymentPart>> RemovableAsync() =>
    [
        .. (await _existing.RulesAsync()).Order(StringComparer.Ordinal).Select(name => Rule(name, null)),
        Function,
        new TriggerKeyPart(_aws, _request.Name),
        RuleRole(),
        FunctionRole(null),
        .. FormerRoles,

        // At the end: a function that still ran would make it again.
        new LogGroupPart(_aws, FunctionNames.LogGroupOf(_request.Name), _request.Name, _request.RetentionDays),
    ];

    private bool HasRules => _request.TriggerRules > 0 || _downstream > 0;

    private TopicRulePart Rule(string name, TopicRulePayload? payload) => new(_aws, name, _request.Name, _existing, payload);

    private RolePart RuleRole()
    {
        var known = Deliveries(_request).Count == _downstream;
        var policy = known ? Documents.Policy([(["iot:Publish"], [_aws.Arn("iot", $"topic/{FunctionNames.ErrorTopics}/*")]),
            .. _request.Downstream.SelectMany(DownstreamAction.RightsOf)]) : null;
        return new RolePart(_aws, FunctionNames.RuleRoleOf(_request.Name, _aws.Region), _request.Name,
            Documents.Trust("iot.amazonaws.com", _aws.Account), policy);
    }

    private RolePart FunctionRole(string? policy) => new(_aws, FunctionNames.RoleOf(_request.Name, _aws.Region), _request.Name,
        Documents.Trust("lambda.amazonaws.com", _aws.Account), policy);

    private IEnumerable<FormerRolePart> FormerRoles =>
        FunctionNames.FormerRolesOf(_request.Name).Select(name => new FormerRolePart(_aws, name, _request.Name));

    private string TriggerTopic => _request.TriggerTopic ?? FunctionNames.TriggerTopicOf(_request.Name);

    // The least that a shard needs: its own topics and client IDs, reports and commands, log lines, and its own parameters.
    private string FunctionPolicy()
    {
        string[] topics = [.. _request.TopicPrefixes.Select(prefix => $"{prefix}/*"), $"{FunctionNames.ControlTopics}/*"];
        return Documents.Policy(
            [(["iot:Connect"], [.. _request.ClientIdPrefixes.Append("iotload-").Distinct()
                .Select(prefix => _aws.Arn("iot", $"client/{prefix}*"))]),
            (["iot:Publish", "iot:Receive"], [.. topics.Select(topic => _aws.Arn("iot", $"topic/{topic}"))]),
            (["iot:RetainPublish"], [_aws.Arn("iot", $"topic/{FunctionNames.ControlTopics}/*")]),
            (["iot:Subscribe"], [.. topics.Select(topic => _aws.Arn("iot", $"topicfilter/{topic}"))]),
            (["iot:DescribeEndpoint"], ["*"]),
            (["logs:CreateLogStream", "logs:PutLogEvents"], [_aws.Arn("logs", $"log-group:{FunctionNames.LogGroupOf(_request.Name)}:*")]),
            (["ssm:GetParameter", "ssm:GetParameters"], [_aws.Arn("ssm", $"parameter{FunctionNames.ParametersOf(_request.Name)}/*")])],

            // A function that publishes there would start functions.
            [(["iot:Publish", "iot:RetainPublish"], [.. new[] { $"{FunctionNames.TriggerTopics}/*", TriggerTopic }
                .Select(topic => _aws.Arn("iot", $"topic/{topic}"))])]);
    }

    private TopicRulePayload Trigger(int index) => new()
    {
        Sql = Text($"SELECT *, '{index}' AS ruleNo FROM '{TriggerTopic}'"),
        Description = FunctionNames.TriggerDescriptionOf(_request.Name),
        AwsIotSqlVersion = "2016-03-23",
        RuleDisabled = false,
        Actions = [new IotAction { Lambda = new LambdaAction { FunctionArn = _aws.Arn("lambda", $"function:{_request.Name}") } }],
        ErrorAction = ErrorAction(FunctionNames.TriggerRuleOf(_request.Name, index)),
    };

    private TopicRulePayload Deliver(int index, (string Prefix, DownstreamTarget Target) delivery) => new()
    {
        Sql = $"SELECT * FROM '{delivery.Prefix}/#'{Except(delivery.Prefix)}",
        Description = FunctionNames.DeliveryDescriptionOf(_request.Name),
        AwsIotSqlVersion = "2016-03-23",
        RuleDisabled = false,
        Actions = [DownstreamAction.Of(delivery.Target, RuleRoleArn, _aws)],
        ErrorAction = ErrorAction(FunctionNames.DownstreamRuleOf(_request.Name, index)),
    };

    // Trigger messages are no load, and have plans in them.
    private string Except(string prefix) => _request.TriggerRules > 0 && TriggerTopic.StartsWith(prefix + "/", StringComparison.Ordinal)
        ? $" WHERE topic() <> '{TriggerTopic}'" : "";

    private string RuleRoleArn => _aws.RoleArn(FunctionNames.RuleRoleOf(_request.Name, _aws.Region));

    private IotAction ErrorAction(string rule) => new()
    {
        Republish = new RepublishAction { RoleArn = RuleRoleArn, Topic = $"{FunctionNames.ErrorTopics}/{rule}", Qos = 0 },
    };
}
