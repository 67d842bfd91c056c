using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A policy in a list.</summary>
public class Policy
{
    internal static readonly Structure<Policy> Shape = new()
    {
        { "policyName", Shapes.Text, r => r.PolicyName, (r, v) => r.PolicyName = v },
        { "policyArn", Shapes.Text, r => r.PolicyArn, (r, v) => r.PolicyArn = v },
    };

    /// <summary>Name of the policy.</summary>
    public string? PolicyName { get; set; }

    /// <summary>ARN of the policy.</summary>
    public string? PolicyArn { get; set; }
}
