namespace IoTLoad.Sandbox;

/// <summary>The one account and region that a sandbox stands for.</summary>
/// <param name="Id">Account ID, twelve digits.</param>
internal sealed record SandboxAccount(string Id, string Region)
{
    /// <summary>The ARN of a resource of the account, in its region.</summary>
    /// <param name="service">Service, such as <c>iot</c>.</param>
    /// <param name="resource">What follows the account, such as <c>thing/a</c>.</param>
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{Id}:{resource}";
}
