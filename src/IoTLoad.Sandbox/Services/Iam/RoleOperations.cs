using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Iam;

internal sealed class RoleOperations(RoleStore roles)
{
    private const int PageSize = 100;

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("CreateRole", Create, call => roles.ArnOf(call.Input.Text("Path") ?? "/", call.Input.Required("RoleName")))
        .Add("GetRole", Get, Resource)
        .Add("ListRoles", List, _ => roles.ArnOf("/", "*"))
        .Add("DeleteRole", Delete, Resource)
        .Add("TagRole", Tag, Resource)
        .Add("UntagRole", Untag, Resource)
        .Add("ListRoleTags", ListTags, Resource)
        .Add("UpdateAssumeRolePolicy", UpdateTrust, Resource);

    /// <summary>The ARN of the role that a call names, with its path where it exists.</summary>
    public string Resource(Call call)
    {
        var name = call.Input.Required("RoleName");
        lock (roles.Gate)
        {
            return roles.Roles.GetValueOrDefault(name)?.Arn ?? roles.ArnOf("/", name);
        }
    }

    /// <summary>The role that a call names.</summary>
    public static Role Find(RoleStore roles, Call call)
    {
        var name = call.Input.Required("RoleName");
        return roles.Roles.GetValueOrDefault(name) ?? throw IamRefusal.NoRole(name);
    }

    private static Document Describe(Role role) => new()
    {
        ["Path"] = role.Path,
        ["RoleName"] = role.Name,
        ["RoleId"] = role.Id,
        ["Arn"] = role.Arn,
        ["CreateDate"] = role.Created,
        ["AssumeRolePolicyDocument"] = Uri.EscapeDataString(role.TrustDocument),
        ["Description"] = role.Description,
        ["MaxSessionDuration"] = role.LongestSession,
        ["Tags"] = role.Tags.Count > 0 ? TagsOf(role) : null,
    };

    private static List<Document> TagsOf(Role role) =>
        [.. role.Tags.Select(tag => new Document { ["Key"] = tag.Key, ["Value"] = tag.Value })];

    private static void SetTags(Role role, Call call)
    {
        foreach (var tag in call.Input.Documents("Tags"))
        {
            role.Tags[tag.Required("Key")] = tag.Text("Value") ?? "";
        }
    }

    private Document Create(Call call)
    {
        var name = call.Input.Required("RoleName");
        var path = call.Input.Text("Path") ?? "/";
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c, StringComparison.Ordinal)))
        {
            throw new InvalidInputException("The specified value for roleName is invalid. It must contain only alphanumeric "
                + "characters and/or the following: +=,.@_-");
        }

        var trust = call.Input.Required("AssumeRolePolicyDocument");
        var parsed = IamRefusal.Parse(trust, trust: true);
        lock (roles.Gate)
        {
            if (roles.Roles.ContainsKey(name))
            {
                throw new RefusedException(409, "EntityAlreadyExists", $"Role with name {name} already exists.");
            }

            var role = new Role
            {
                Name = name,
                Path = path,
                Id = $"AROA{CredentialStore.Id(17)}",
                Arn = roles.ArnOf(path, name),
                Created = roles.Now,
                Description = call.Input.Text("Description"),
                LongestSession = call.Input.Integer("MaxSessionDuration") ?? 3600,
                TrustDocument = trust,
                Trust = parsed,
            };
            SetTags(role, call);
            roles.Roles[name] = role;
            return new Document { ["Role"] = Describe(role) };
        }
    }

    private Document Get(Call call)
    {
        lock (roles.Gate)
        {
            var role = Describe(Find(roles, call));
            role["RoleLastUsed"] = new Document();
            return new Document { ["Role"] = role };
        }
    }

    private Document List(Call call)
    {
        var prefix = call.Input.Text("PathPrefix") ?? "/";
        lock (roles.Gate)
        {
            var page = Page.Take(
                roles.Roles.Values.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal)),
                role => role.Name,
                call.Input.Text("Marker"),
                call.Input.Integer("MaxItems"),
                PageSize);
            return new Document
            {
                ["Roles"] = page.Items.Select(Describe).ToList(),
                ["IsTruncated"] = page.Next is not null,
                ["Marker"] = page.Next,
            };
        }
    }

    private Document? Delete(Call call)
    {
        lock (roles.Gate)
        {
            var role = Find(roles, call);
            if (role.Policies.Count > 0)
            {
                throw new RefusedException(409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
            }

            roles.Roles.Remove(role.Name);
            return null;
        }
    }

    private Document? Tag(Call call)
    {
        lock (roles.Gate)
        {
            SetTags(Find(roles, call), call);
            return null;
        }
    }

    private Document? Untag(Call call)
    {
        lock (roles.Gate)
        {
            var role = Find(roles, call);
            foreach (var key in call.Input.Texts("TagKeys"))
            {
                role.Tags.Remove(key);
            }

            return null;
        }
    }

    private Document ListTags(Call call)
    {
        lock (roles.Gate)
        {
            return new Document { ["Tags"] = TagsOf(Find(roles, call)), ["IsTruncated"] = false };
        }
    }

    private Document? UpdateTrust(Call call)
    {
        var trust = call.Input.Required("PolicyDocument");
        var parsed = IamRefusal.Parse(trust, trust: true);
        lock (roles.Gate)
        {
            var role = Find(roles, call);
            (role.TrustDocument, role.Trust) = (trust, parsed);
            return null;
        }
    }
}
