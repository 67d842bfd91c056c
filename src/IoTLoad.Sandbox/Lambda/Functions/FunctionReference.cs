using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>What callers name a function by: its name, <c>account:function:name</c> or its ARN, each with or without a qualifier.</summary>
/// <param name="Qualifier">Version or alias, where one is given.</param>
internal sealed partial record FunctionReference(string Name, string? Qualifier)
{
    /// <summary>The only version that the sandbox has.</summary>
    public const string Latest = "$LATEST";

    /// <param name="account">The account; functions of others do not exist here.</param>
    /// <param name="qualifier">A qualifier that was given apart from it.</param>
    /// <exception cref="RefusedException">It is none, or names a version or alias.</exception>
    public static FunctionReference Parse(string text, SandboxAccount account, string? qualifier = null)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw LambdaRefusal.Validation(text, "functionName", $"Member must satisfy regular expression pattern: {Pattern()}");
        }

        var reference = new FunctionReference(match.Groups["name"].Value, match.Groups["qualifier"] is { Success: true } own
            ? own.Value : qualifier);
        var elsewhere = (match.Groups["region"] is { Success: true } region && region.Value != account.Region)
            || (match.Groups["account"] is { Success: true } id && id.Value != account.Id);
        if (elsewhere || reference.Qualifier is not (null or Latest))
        {
            throw LambdaRefusal.NoFunction(text.StartsWith("arn:", StringComparison.Ordinal)
                ? text
                : account.Arn("lambda", $"function:{reference.Name}") + (reference.Qualifier is null ? "" : $":{reference.Qualifier}"));
        }

        return reference;
    }

    [GeneratedRegex(
        @"^(arn:(aws[a-zA-Z-]*)?:lambda:)?((?<region>[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}):)?((?<account>\d{12}):)?"
            + @"(function:)?(?<name>[a-zA-Z0-9-_]{1,64})(:(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
