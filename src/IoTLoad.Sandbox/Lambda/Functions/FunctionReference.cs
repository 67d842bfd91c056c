using System.Text.RegularExpressions;

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
        RefusedException.ThrowIf(!match.Success, () => LambdaRefusal.Validation(
            text, "functionName", $"Member must satisfy regular expression pattern: {Pattern()}"));
        var reference = new FunctionReference(match.Groups["name"].Value, Given("qualifier") ?? qualifier);
        var elsewhere = (Given("region") ?? account.Region) != account.Region || (Given("account") ?? account.Id) != account.Id;
        RefusedException.ThrowIf(elsewhere || reference.Qualifier is not (null or Latest), () => LambdaRefusal.NoFunction(
            text.StartsWith("arn:", StringComparison.Ordinal) ? text : reference.ArnIn(account)));
        return reference;

        string? Given(string group) => match.Groups[group] is { Success: true } found ? found.Value : null;
    }

    /// <summary>The ARN of what is named, in an account.</summary>
    public string ArnIn(SandboxAccount account) =>
        account.Arn("lambda", $"function:{Name}") + (Qualifier is null ? "" : $":{Qualifier}");

    [GeneratedRegex(
        @"^(arn:(aws[a-zA-Z-]*)?:lambda:)?((?<region>[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}):)?((?<account>\d{12}):)?"
            + @"(function:)?(?<name>[a-zA-Z0-9-_]{1,64})(:(?<qualifier>\$LATEST|[a-zA-Z0-9-_]+))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
