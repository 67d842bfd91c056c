using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>Identity and Access Management: roles and their inline policies.</summary>
internal static class IamApi
{
    /// <summary>Makes the service.</summary>
    /// <param name="roles">Roles.</param>
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
