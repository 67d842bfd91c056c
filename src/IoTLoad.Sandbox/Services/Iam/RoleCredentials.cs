using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>Credentials of roles for functions.</summary>
internal sealed class RoleCredentials(RoleStore roles, CredentialStore credentials) : IRoleCredentials
{
    // A function's credentials outlive the longest invocation by far, and an execution environment is younger.
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    public bool Trusts(string roleArn, string service) => roles.Find(roleArn) is { } role && roles.Trusts(role, "Service", service);

    public AccessKey Assume(string roleArn, string sessionName)
    {
        var role = roles.Find(roleArn)
            ?? throw new RefusedException(400, "InvalidParameterValueException", $"The role {roleArn} does not exist.");
        return credentials.CreateTemporary(roles.Session(role, sessionName), Lifetime);
    }
}
