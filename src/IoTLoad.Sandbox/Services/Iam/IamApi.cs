using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>Identity and Access Management: roles and their inline policies.</summary>
internal static class IamApi
{
    public static ServiceApi Create(RoleStore roles)
    {
        var api = new ServiceApi
        {
            SigningName = "iam",
            XmlNamespace = "https://iam.amazonaws.com/doc/2010-05-08/",
            InvalidInputCode = "ValidationError",
        };
        new RoleOperations(roles).AddTo(api);
        new RolePolicyOperations(roles).AddTo(api);
        return api;
    }
}

/// <summary>Errors of IAM, with the statuses of its API reference.</summary>
internal static class IamRefusal
{
    public static RefusedException NoRole(string name) => new(404, "NoSuchEntity", $"The role with name {name} cannot be found.");

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
