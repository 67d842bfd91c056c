using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Iam;

/// <summary>Identity and Access Management: roles and their inline policies. The sandbox has no managed policies.</summary>
internal sealed class IamApi
{
    private static readonly Paging Pages = new("Marker", "MaxItems", 100);

    private readonly RoleStore _roles;
    private readonly Tags _tags = new();

    private IamApi(RoleStore roles)
    {
        _roles = roles;
    }

    public static ServiceApi Create(RoleStore roles)
    {
        var iam = new IamApi(roles);
        return new ServiceApi
        {
            SigningName = "iam",
            XmlNamespace = "https://iam.amazonaws.com/doc/2010-05-08/",
            InvalidInputCode = "ValidationError",
            Gate = roles.Gate,
        }
            .Add("CreateRole", iam.CreateRole, call => roles.ArnOf(call.Input.Text("Path") ?? "/", call.Input.Required("RoleName")))
            .Add("GetRole", iam.GetRole, iam.Resource)
            .Add("ListRoles", iam.ListRoles, _ => roles.ArnOf("/", "*"))
            .Add("DeleteRole", iam.DeleteRole, iam.Resource)
            .Add("TagRole", call => iam._tags.Set(iam.Find(call).Arn, call.Input.Documents("Tags")), iam.Resource)
            .Add("UntagRole", call => iam._tags.Remove(iam.Find(call).Arn, call.Input.Texts("TagKeys")), iam.Resource)
            .Add("ListRoleTags", call => Whole("Tags", iam._tags.Of(iam.Find(call).Arn)), iam.Resource)
            .Add("UpdateAssumeRolePolicy", iam.UpdateTrust, iam.Resource)
            .Add("PutRolePolicy", iam.PutPolicy, iam.Resource)
            .Add("GetRolePolicy", iam.GetPolicy, iam.Resource)
            .Add("ListRolePolicies", iam.ListPolicies, iam.Resource)
            .Add("ListAttachedRolePolicies", iam.ListAttachedPolicies, iam.Resource)
            .Add("DeleteRolePolicy", iam.DeletePolicy, iam.Resource);
    }

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

    private static Document Page<T>(Call call, string list, IEnumerable<T> items, Func<T, string> key, Func<T, object?> show)
    {
        var page = Pages.Take(call, list, items, key, show);
        page["IsTruncated"] = page["Marker"] is not null;
        return page;
    }

    private static Document Whole(string list, IReadOnlyList<Document> items) => new() { [list] = items, ["IsTruncated"] = false };

    private static RefusedException NoPolicy(string name) => new(404, "NoSuchEntity", $"The role policy with name {name} cannot be found.");

    /// <summary>The ARN of the role that a call names, with its path where it exists.</summary>
    private string Resource(Call call)
    {
        var name = call.Input.Required("RoleName");
        return _roles.Roles.GetValueOrDefault(name)?.Arn ?? _roles.ArnOf("/", name);
    }

    /// <summary>The role that a call names.</summary>
    private Role Find(Call call)
    {
        var name = call.Input.Required("RoleName");
        return _roles.Roles.GetValueOrDefault(name)
            ?? throw new RefusedException(404, "NoSuchEntity", $"The role with name {name} cannot be found.");
    }

    private Document Describe(Role role) => new()
    {
        ["Path"] = role.Path,
        ["RoleName"] = role.Name,
        ["RoleId"] = role.Id,
        ["Arn"] = role.Arn,
        ["CreateDate"] = role.Created,
        ["AssumeRolePolicyDocument"] = Uri.EscapeDataString(role.TrustDocument),
        ["Description"] = role.Description,
        ["MaxSessionDuration"] = role.LongestSession,
        ["Tags"] = _tags.Of(role.Arn) is { Count: > 0 } tags ? tags : null,
    };

    private Document CreateRole(Call call)
    {
        var name = call.Input.Required("RoleName");
        var path = call.Input.Text("Path") ?? "/";
        InvalidInputException.ThrowIf(
            name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c, StringComparison.Ordinal)),
            "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-");
        var trust = call.Input.Required("AssumeRolePolicyDocument");
        var parsed = Parse(trust, trust: true);
        RefusedException.ThrowIf(
            _roles.Roles.ContainsKey(name), 409, "EntityAlreadyExists", $"Role with name {name} already exists.");
        var role = new Role
        {
            Name = name,
            Path = path,
            Id = $"AROA{CredentialStore.Id(17)}",
            Arn = _roles.ArnOf(path, name),
            Created = _roles.Now,
            Description = call.Input.Text("Description"),
            LongestSession = call.Input.Integer("MaxSessionDuration") ?? 3600,
            TrustDocument = trust,
            Trust = parsed,
        };
        _tags.Set(role.Arn, call.Input.Documents("Tags"));
        _roles.Roles[name] = role;
        return new Document { ["Role"] = Describe(role) };
    }

    private Document GetRole(Call call)
    {
        var role = Describe(Find(call));
        role["RoleLastUsed"] = new Document();
        return new Document { ["Role"] = role };
    }

    private Document ListRoles(Call call)
    {
        var prefix = call.Input.Text("PathPrefix") ?? "/";
        var fitting = _roles.Roles.Values.Where(role => role.Path.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(role => role.Name, StringComparer.Ordinal);
        return Page(call, "Roles", fitting, role => role.Name, Describe);
    }

    private void DeleteRole(Call call)
    {
        var role = Find(call);
        RefusedException.ThrowIf(
            role.Policies.Count > 0, 409, "DeleteConflict", "Cannot delete entity, must delete policies first.");
        _roles.Roles.TryRemove(role.Name, out _);
        _tags.Remove(role.Arn);
    }

    private void UpdateTrust(Call call)
    {
        var trust = call.Input.Required("PolicyDocument");
        var role = Find(call);
        (role.Trust, role.TrustDocument) = (Parse(trust, trust: true), trust);
    }

    private void PutPolicy(Call call)
    {
        var document = call.Input.Required("PolicyDocument");
        var parsed = Parse(document);
        var role = Find(call);
        role.Policies[call.Input.Required("PolicyName")] = (document, parsed);
        role.Refresh();
    }

    private Document GetPolicy(Call call)
    {
        var name = call.Input.Required("PolicyName");
        var role = Find(call);
        return !role.Policies.TryGetValue(name, out var policy) ? throw NoPolicy(name) : new Document
        {
            ["RoleName"] = role.Name,
            ["PolicyName"] = name,
            ["PolicyDocument"] = Uri.EscapeDataString(policy.Document),
        };
    }

    private Document ListPolicies(Call call) =>
        Page(call, "PolicyNames", Find(call).Policies.Keys, name => name, name => name);

    private Document ListAttachedPolicies(Call call)
    {
        Find(call);
        return Whole("AttachedPolicies", []);
    }

    private void DeletePolicy(Call call)
    {
        var name = call.Input.Required("PolicyName");
        var role = Find(call);
        RefusedException.ThrowIf(!role.Policies.Remove(name), () => NoPolicy(name));
        role.Refresh();
    }
}
