using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Credentials;

/// <summary>What was asked of AWS when something failed.</summary>
/// <param name="ActionPrefix">The service in IAM's actions, such as <c>iot</c>.</param>
/// <param name="Operation">Name of the operation, such as <c>CreateThing</c>.</param>
/// <param name="Resource">ARN or name of what it was about, where one is known.</param>
public sealed record AwsCall(string ActionPrefix, string Operation, string? Resource = null)
{
    /// <summary>The action that a policy must allow.</summary>
    public string Action => (ActionPrefix, Operation) switch
    {
        // The operations whose action has another name.
        ("lambda", "Invoke") => "lambda:InvokeFunction",
        ("lambda", "ListTags") => "lambda:ListTags",
        _ => $"{ActionPrefix}:{Operation}",
    };

    /// <summary>
    /// ARN of what it was about, as a policy names it: in any account, because the caller's is not known here. <c>*</c> for what has no
    /// ARN, such as a list.
    /// </summary>
    /// <param name="region">Region of the call; null allows any.</param>
    public string ResourceArn(string? region)
    {
        if (Resource?.StartsWith("arn:", StringComparison.Ordinal) == true)
        {
            return Resource;
        }

        var name = (ActionPrefix, Operation) switch
        {
            _ when string.IsNullOrEmpty(Resource) => null,
            ("iam", _) => $"role/{Resource}",
            ("lambda", _) => $"function:{Resource}",
            ("logs", _) => $"log-group:{Resource}:*",
            ("ssm", _) => $"parameter{(Resource[0] == '/' ? "" : "/")}{Resource}",
            ("iot", "Publish") => $"topic/{Resource}",
            ("iot", var operation) when operation.EndsWith("Thing", StringComparison.Ordinal) => $"thing/{Resource}",
            ("iot", var operation) when operation.EndsWith("Policy", StringComparison.Ordinal) => $"policy/{Resource}",
            ("iot", "DescribeCertificate" or "UpdateCertificate" or "DeleteCertificate") => $"cert/{Resource}",
            _ => null,
        };
        var partition = region is null ? "*" : Amazon.RegionEndpoint.GetBySystemName(region).PartitionName;
        return name is null ? "*" : $"arn:{partition}:{ActionPrefix}:{(ActionPrefix == "iam" ? "" : region ?? "*")}:*:{name}";
    }

    /// <summary>Makes the call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="region">Where it is made; null if that is not known.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LoadException">What <see cref="AwsFault"/> makes of it.</exception>
    internal async Task<T> RunAsync<T>(Func<Task<T>> call, string? region, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw AwsFault.From(e, this, region);
        }
    }
}

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
