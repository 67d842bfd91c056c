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
}
