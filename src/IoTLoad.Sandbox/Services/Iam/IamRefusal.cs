using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>Errors of IAM, with the statuses of its API reference.</summary>
internal static class IamRefusal
{
    /// <summary>There is no such role.</summary>
    public static RefusedException NoRole(string name) => new(404, "NoSuchEntity", $"The role with name {name} cannot be found.");

    /// <summary>There is no such policy.</summary>
    public static RefusedException NoPolicy(string name) => new(404, "NoSuchEntity", $"The role policy with name {name} cannot be found.");

    /// <summary>Reads a policy, or refuses it.</summary>
    public static PolicyDocument Parse(string document, bool trust = false)
    {
        try
        {
            return PolicyDocument.Parse(document, trust);
        }
        catch (FormatException e)
        {
            throw new RefusedException(400, "MalformedPolicyDocument", $"Syntax errors in policy. {e.Message}");
        }
    }
}
