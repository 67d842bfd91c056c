using System.Text.RegularExpressions;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Deployment;

/// <summary>How the parts of a function's deployment are named and tagged.</summary>
internal static partial class FunctionNames
{
    public const string MadeByTag = "iotload-made-by";

    public const string MadeBy = "IoTLoad";

    public const string FunctionTag = "iotload-function";

    /// <summary>Tag of the function with what was asked for, to find drift by.</summary>
    public const string SettingsTag = "iotload-settings";

    /// <summary>Where rules report what they could not deliver.</summary>
    public const string ErrorTopics = "iotload/errors";

    /// <summary>Topics of reports and commands of runs.</summary>
    public const string ControlTopics = "iotload/runs";

    /// <summary>Longest value of a tag.</summary>
    private const int MaxTagValue = 256;

    /// <summary>Most topic rules of each kind.</summary>
    public const int MaxRules = 500;

    /// <summary>Below it are the default topics of triggers: apart from all load, and denied to devices and functions.</summary>
    public const string TriggerTopics = "iotload/triggers";

    /// <summary>IAM's longest role name.</summary>
    private const int MaxRoleName = 64;

    /// <summary>The function's role. Roles are global, so that the same function in two regions needs two names.</summary>
    public static string RoleOf(string function, string region) => $"{function}-{region}-function";

    public static string RuleRoleOf(string function, string region) => $"{function}-{region}-rules";

    /// <summary>The roles' names in earlier versions, which two regions shared.</summary>
    public static IReadOnlyList<string> FormerRolesOf(string function) => [$"{function}-function", $"{function}-rules"];

    public static string LogGroupOf(string function) => $"/aws/lambda/{function}";

    /// <summary>Parameters in SSM that it may read.</summary>
    public static string ParametersOf(string function) => $"/iotload/{function}";

    public static string TriggerTopicOf(string function) => $"{TriggerTopics}/{function}";

    /// <summary>A trigger rule. Rules have no hyphens in their names.</summary>
    public static string TriggerRuleOf(string function, int index) => Text($"{RulePrefixOf(function)}trigger_{index}");

    public static string DownstreamRuleOf(string function, int index) => Text($"{DownstreamRulesOf(function)}{index}");

    /// <summary>What the names of all rules that deliver downstream begin with.</summary>
    public static string DownstreamRulesOf(string function) => $"{RulePrefixOf(function)}downstream_";

    public static string TriggerDescriptionOf(string function) => $"Starts the IoTLoad function {function}";

    public static string DeliveryDescriptionOf(string function) => $"Delivers load of the IoTLoad function {function} downstream";

    /// <summary>What the names of a function's rules begin with.</summary>
    public static string RulePrefixOf(string function) => $"iotload_{function.Replace('-', '_')}_";

    /// <summary>Whether a rule is one of the function's, and not of another one whose name begins alike.</summary>
    public static bool IsRuleOf(string function, string rule) =>
        rule.StartsWith(RulePrefixOf(function), StringComparison.Ordinal) && RuleText().IsMatch(rule[RulePrefixOf(function).Length..]);

    public static Dictionary<string, string> TagsOf(string function) =>
        new(StringComparer.Ordinal) { [MadeByTag] = MadeBy, [FunctionTag] = function };

    /// <summary>Whether tags say that a part was made for a function.</summary>
    public static bool IsOf(string function, IReadOnlyDictionary<string, string>? tags) =>
        tags?.GetValueOrDefault(MadeByTag) == MadeBy && tags.GetValueOrDefault(FunctionTag) == function;

    /// <exception cref="LoadException">InvalidFunctionName.</exception>
    public static void CheckName(string name)
    {
        if (!NameText().IsMatch(name))
        {
            throw LoadException.InvalidInput("InvalidFunctionName", $"'{name}' cannot be the name of a function.",
                "Write the function's name as up to 40 letters, digits, '_' and '-', beginning with a letter.", name);
        }
    }

    /// <exception cref="LoadException">InvalidFunctionName.</exception>
    public static void CheckRegion(string name, string region)
    {
        if (RoleOf(name, region).Length > MaxRoleName)
        {
            throw LoadException.InvalidInput("InvalidFunctionName",
                $"'{name}' is too long: its role in {region} would have more than IAM's {MaxRoleName} characters.",
                Text($"Write the function's name with {MaxRoleName - RoleOf("", region).Length} characters at most."), name);
        }
    }

    /// <exception cref="LoadException">The first thing that is wrong.</exception>
    public static void Check(FunctionRequest request)
    {
        CheckName(request.Name);
        if (request.Architecture is not ("arm64" or "x86_64"))
        {
            throw LoadException.InvalidInput("InvalidArchitecture", $"There is no architecture '{request.Architecture}'.",
                "Write -Architecture as arm64 or x86_64.", request.Architecture);
        }

        if (request.MemorySize is < 128 or > 10_240)
        {
            throw LoadException.InvalidInput("InvalidMemorySize", $"A function cannot have {request.MemorySize} MB.",
                "Write -MemorySize as 128 to 10240; 1769 is one core.", request.MemorySize);
        }

        if (request.Timeout < TimeSpan.FromSeconds(30) || request.Timeout > TimeSpan.FromMinutes(15))
        {
            throw LoadException.InvalidInput(
                "InvalidTimeout", $"A function cannot run for {request.Timeout}.", "Write -Timeout as 30s to 15m.", request.Timeout);
        }

        if (!Retentions.Contains(request.RetentionDays))
        {
            throw LoadException.InvalidInput("InvalidRetention", $"CloudWatch Logs cannot keep lines for {request.RetentionDays} days.",
                $"Write -RetentionDays as one of {string.Join(", ", Retentions)}.", request.RetentionDays);
        }

        if (request.TriggerRules is < 0 or > MaxRules)
        {
            throw LoadException.InvalidInput("InvalidTriggerRules", $"{request.TriggerRules} topic rules make no sense.",
                $"Write -TriggerRules as 0 to {MaxRules}.", request.TriggerRules);
        }

        foreach (var (tag, value) in FunctionSettings.ToTags(request).Where(tag => tag.Value.Length > MaxTagValue))
        {
            throw LoadException.InvalidInput(
                "TagTooLong", $"The tag {tag} would have {value.Length} characters; AWS takes {MaxTagValue}.",
                "Write fewer or shorter topics and prefixes: -TopicPrefix, -ClientIdPrefix, -TriggerTopic.", value);
        }

        foreach (var topic in request.TopicPrefixes.Append(request.TriggerTopic ?? TriggerTopicOf(request.Name)))
        {
            if (!FleetNames.PathText().IsMatch(topic))
            {
                throw LoadException.InvalidInput("InvalidTopicPrefix", $"'{topic}' cannot be what topics begin with.",
                    "Write topic levels of letters, digits, '_', '-', '.' and ':', such as loadtest or test/fleet1.", topic);
            }
        }

        // A rule that delivers from there would deliver its own failures too, again and again.
        if (request.TopicPrefixes.FirstOrDefault(topic => topic.Split('/')[0] == "iotload") is { } own)
        {
            throw LoadException.InvalidInput(
                "InvalidTopicPrefix", $"'{own}' is where functions report, and rules tell of what they could not deliver.",
                "Write -TopicPrefix as another topic, such as loadtest.", own);
        }

        foreach (var client in request.ClientIdPrefixes)
        {
            if (!FleetNames.NameText().IsMatch(client))
            {
                throw LoadException.InvalidInput("InvalidClientIdPrefix", $"'{client}' cannot be what client IDs begin with.",
                    "Write -ClientIdPrefix as up to 100 letters, digits, '_', '-', '.' and ':'.", client);
            }
        }
    }

    /// <summary>Retentions that CloudWatch Logs has, days.</summary>
    private static readonly int[] Retentions =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameText();

    [GeneratedRegex(@"\A(trigger|downstream)_[0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex RuleText();
}
