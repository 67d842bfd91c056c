using System.Text.Json;
using System.Text.RegularExpressions;

namespace IoTLoad.Aws.Credentials;

/// <summary>What was refused, and the statement that would allow it.</summary>
/// <param name="Action">The action, such as <c>iot:CreateThing</c>.</param>
/// <param name="Resource">The resource, or <c>*</c>.</param>
/// <param name="Explicit">Whether a policy forbids it, which no other statement can change.</param>
public sealed partial record AccessDenial(string Action, string Resource, bool Explicit)
{
    /// <summary>The statement that would allow it, JSON.</summary>
    public string Statement => $$"""{"Effect":"Allow","Action":{{Quoted(Action)}},"Resource":{{Quoted(Resource)}}}""";

    /// <summary>Reads what AWS says, and takes from the call what it leaves out.</summary>
    /// <param name="message">Message of the error.</param>
    /// <param name="call">The call.</param>
    /// <param name="region">Region of the call; null if it is not known.</param>
    public static AccessDenial Read(string message, AwsCall call, string? region = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        var action = ActionText().Match(message);
        var resource = ResourceText().Match(message);
        return new AccessDenial(
            action.Success ? action.Groups[1].Value : call.Action,
            resource.Success ? resource.Groups[1].Value : call.ResourceArn(region),
            message.Contains("explicit deny", StringComparison.OrdinalIgnoreCase));
    }

    // "User: … is not authorized to perform: iot:CreateThing on resource: arn:… because no identity-based policy allows …"
    [GeneratedRegex(@"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex ActionText();

    [GeneratedRegex(@"on resource:? ""?(arn:[^\s""]+|\*)", RegexOptions.CultureInvariant)]
    private static partial Regex ResourceText();

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
