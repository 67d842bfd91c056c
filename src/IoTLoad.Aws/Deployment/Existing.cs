using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Deployment;

/// <summary>What there is of a function's topic rules and permissions, asked for once.</summary>
internal sealed class Existing(AwsCaller aws, string function)
{
    private Task<IReadOnlySet<string>>? _rules;
    private Task<IReadOnlySet<string>>? _permissions;

    /// <summary>
    /// Names of the topic rules that are named after the function. IoT Core answers for a rule that does not exist as for one that
    /// may not be seen, so the list is asked.
    /// </summary>
    public Task<IReadOnlySet<string>> RulesAsync() => _rules ??= ListRulesAsync();

    /// <summary>Statement IDs of the function's resource policy.</summary>
    public Task<IReadOnlySet<string>> PermissionsAsync() => _permissions ??= ListPermissionsAsync();

    private async Task<IReadOnlySet<string>> ListRulesAsync()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var token = next;
            var page = await aws.CallAsync(null, stop => aws.Iot.ListTopicRulesAsync(new() { NextToken = token, MaxResults = 100 }, stop));
            names.UnionWith((page.Rules ?? []).Select(rule => rule.RuleName).OfType<string>()
                .Where(name => FunctionNames.IsRuleOf(function, name)));
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));

        return names;
    }

    private async Task<IReadOnlySet<string>> ListPermissionsAsync()
    {
        var found = await aws.FindAsync(function, stop => aws.Lambda.GetPolicyAsync(new() { FunctionName = function }, stop));
        var statements = found?.Policy is null ? null : JsonNode.Parse(found.Policy)?["Statement"] as JsonArray;
        return (statements ?? []).Select(statement => statement?["Sid"]?.GetValue<string>()).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
    }
}
