using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>Inline policies of roles. The sandbox has no managed ones.</summary>
internal sealed class RolePolicyOperations(RoleStore roles)
{
    private const int PageSize = 100;

    private readonly RoleOperations _owners = new(roles);

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("PutRolePolicy", Put, _owners.Resource)
        .Add("GetRolePolicy", Get, _owners.Resource)
        .Add("ListRolePolicies", List, _owners.Resource)
        .Add("ListAttachedRolePolicies", ListAttached, _owners.Resource)
        .Add("DeleteRolePolicy", Delete, _owners.Resource);

    private Document? Put(Call call)
    {
        var name = call.Input.Required("PolicyName");
        var document = call.Input.Required("PolicyDocument");
        var parsed = IamRefusal.Parse(document);
        lock (roles.Gate)
        {
            var role = RoleOperations.Find(roles, call);
            role.Policies[name] = (document, parsed);
            role.Refresh();
            return null;
        }
    }

    private Document Get(Call call)
    {
        var name = call.Input.Required("PolicyName");
        lock (roles.Gate)
        {
            var role = RoleOperations.Find(roles, call);
            return role.Policies.TryGetValue(name, out var policy)
                ? new Document
                {
                    ["RoleName"] = role.Name,
                    ["PolicyName"] = name,
                    ["PolicyDocument"] = Uri.EscapeDataString(policy.Document)
                }
                : throw IamRefusal.NoPolicy(name);
        }
    }

    private Document List(Call call)
    {
        lock (roles.Gate)
        {
            var page = Page.Take(
                RoleOperations.Find(roles, call).Policies.Keys, name =>
                    name, call.Input.Text("Marker"), call.Input.Integer("MaxItems"), PageSize);
            return new Document { ["PolicyNames"] = page.Items, ["IsTruncated"] = page.Next is not null, ["Marker"] = page.Next };
        }
    }

    private Document ListAttached(Call call)
    {
        lock (roles.Gate)
        {
            RoleOperations.Find(roles, call);
            return new Document { ["AttachedPolicies"] = Array.Empty<object>(), ["IsTruncated"] = false };
        }
    }

    private Document? Delete(Call call)
    {
        var name = call.Input.Required("PolicyName");
        lock (roles.Gate)
        {
            var role = RoleOperations.Find(roles, call);
            if (!role.Policies.Remove(name))
            {
                throw IamRefusal.NoPolicy(name);
            }

            role.Refresh();
            return null;
        }
    }
}
