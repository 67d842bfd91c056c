using System.Text.Json;

namespace IoTLoad.Sandbox.Identity.Policies;

/// <summary>
/// A policy of IAM or IoT Core. What the sandbox does not know is refused when the document is read, never ignored: a
/// rehearsal must not pass by a condition that was not looked at.
/// </summary>
internal sealed class PolicyDocument
{
    private static readonly string[] Versions = ["2012-10-17", "2008-10-17"];

    public required IReadOnlyList<PolicyStatement> Statements { get; init; }

    /// <param name="trust">Whether it says who may assume a role, and so has principals and no resources.</param>
    /// <exception cref="FormatException">It is no policy, or has what the sandbox does not know; the message says what.</exception>
    public static PolicyDocument Parse(string json, bool trust = false)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("The policy is not a JSON object.");
            }

            var statements = new List<PolicyStatement>();
            foreach (var member in root.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "Version" when Versions.Contains(member.Value.GetString()):
                    case "Id":
                        break;
                    case "Statement":
                        statements.AddRange(Items(member.Value).Select(statement => ReadStatement(statement, trust)));
                        break;
                    default:
                        throw new FormatException(
                            $"The policy has '{member.Name}': {member.Value.GetRawText()}, which the sandbox does not know.");
                }
            }

            return statements.Count > 0
                ? new PolicyDocument { Statements = statements }
                : throw new FormatException("The policy has no statement.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The policy is not valid JSON for a policy: {e.Message}", e);
        }
    }

    /// <summary>What several policies say together.</summary>
    public static PolicyDecision Decide(IReadOnlyList<PolicyDocument> policies, PolicyRequest request) =>
        Decide(policies.SelectMany(policy => policy.Statements).Where(statement => statement.Concerns(request)));

    /// <summary>What this policy says.</summary>
    public PolicyDecision Decide(PolicyRequest request) => Decide([this], request);

    /// <summary>What the statements that concern a request say: one that forbids outweighs all that allow.</summary>
    public static PolicyDecision Decide(IEnumerable<PolicyStatement> concerning)
    {
        var decision = PolicyDecision.Unmentioned;
        foreach (var statement in concerning)
        {
            if (!statement.Allow)
            {
                return PolicyDecision.Forbidden;
            }

            decision = PolicyDecision.Allowed;
        }

        return decision;
    }

    private static PolicyStatement ReadStatement(JsonElement json, bool trust)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A statement is not a JSON object.");
        }

        bool? allow = null;
        var statement = new PolicyStatement(true, [], false, null, false, null, []);
        foreach (var member in json.EnumerateObject())
        {
            statement = member.Name switch
            {
                "Sid" => statement,
                "Effect" => statement with { Allow = (allow = ReadEffect(member.Value)).Value },
                "Action" or "NotAction" =>
                    statement with { Actions = Patterns(member.Value), ActionsExcluded = member.Name == "NotAction" },
                "Resource" or "NotResource" when !trust =>
                    statement with { Resources = Patterns(member.Value), ResourcesExcluded = member.Name == "NotResource" },
                "Principal" when trust => statement with { Principals = ReadPrincipals(member.Value) },
                "Condition" => statement with { Conditions = ReadConditions(member.Value) },
                _ => throw new FormatException($"A statement has '{member.Name}', "
                    + $"which {(trust ? "a trust policy may not have or " : "")}the sandbox does not know."),
            };
        }

        return (allow, statement.Actions.Count, trust ? statement.Principals?.Count : statement.Resources?.Count) switch
        {
            (null, _, _) => throw new FormatException("A statement has no Effect."),
            (_, 0, _) => throw new FormatException("A statement has no Action."),
            (_, _, null or 0) => throw new FormatException($"A statement has no {(trust ? "Principal" : "Resource")}."),
            _ => statement,
        };
    }

    private static bool ReadEffect(JsonElement json) => json.GetString() switch
    {
        "Allow" => true,
        "Deny" => false,
        var other => throw new FormatException($"The Effect is '{other}', neither Allow nor Deny."),
    };

    private static List<(string Type, string Value)> ReadPrincipals(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? [.. json.EnumerateObject().SelectMany(type => Items(type.Value).Select(value => (type.Name, value.GetString()!)))]
        : [("*", json.GetString()!)];

    private static List<PolicyCondition> ReadConditions(JsonElement json) =>
    [
        .. json.EnumerateObject().SelectMany(operation => operation.Value.EnumerateObject().Select(
            key => PolicyCondition.Parse(operation.Name, key.Name, [.. Items(key.Value).Select(Text)]))),
    ];

    private static string Text(JsonElement json) => json.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number
        ? json.GetRawText()
        : json.GetString()!;

    private static List<PolicyPattern> Patterns(JsonElement json) =>
        [.. Items(json).Select(item => PolicyPattern.Parse(item.GetString() ?? ""))];

    private static List<JsonElement> Items(JsonElement json) => json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
}
