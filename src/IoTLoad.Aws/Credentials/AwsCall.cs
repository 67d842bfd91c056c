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
}
