using System.Text.Json.Nodes;
using Amazon.IdentityManagement.Model;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>A role with one inline policy. Where the policy is not known, the role can be seen and removed.</summary>
internal class RolePart(AwsCaller aws, string name, string function, string trust, string? policy) : DeploymentPart("Role", name)
{
    private const string PolicyName = "iotload";

    public override string Document => Documents.Of(new JsonObject
    {
        ["RoleName"] = Name,
        ["AssumeRolePolicyDocument"] = JsonNode.Parse(trust),
        ["PolicyDocument"] = policy is null ? null : JsonNode.Parse(policy),
    });

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } role)
        {
            return Is(PartState.Missing);
        }

        var inline = await FindPolicyAsync(cancellation);
        return Compare(
            (IsOurs(role), "not made by IoTLoad"),
            (Documents.Same(role.AssumeRolePolicyDocument, trust), "another trust policy"),
            (inline is not null, "no policy"),
            (inline is null || policy is null || Documents.Same(inline, policy), "another policy"));
    }

    public override async Task EnsureAsync(CancellationToken cancellation)
    {
        var role = await FindAsync(cancellation);
        if (role is null)
        {
            var tags = FunctionNames.TagsOf(function).Select(tag => new Tag { Key = tag.Key, Value = tag.Value }).ToList();
            await CallAsync("CreateRole", () => aws.Iam.CreateRoleAsync(new()
            {
                RoleName = Name,
                AssumeRolePolicyDocument = trust,
                Description = $"IoTLoad function {function}",
                Tags = tags
            }, cancellation), cancellation);
        }
        else if (!IsOurs(role))
        {
            throw OfOthers();
        }
        else if (!Documents.Same(role.AssumeRolePolicyDocument, trust))
        {
            await CallAsync("UpdateAssumeRolePolicy",
                () => aws.Iam.UpdateAssumeRolePolicyAsync(new() { RoleName = Name, PolicyDocument = trust }, cancellation), cancellation);
        }

        if (role is null || !Documents.Same(await FindPolicyAsync(cancellation), policy))
        {
            await CallAsync("PutRolePolicy", () => aws.Iam.PutRolePolicyAsync(new()
            {
                RoleName = Name,
                PolicyName = PolicyName,
                PolicyDocument = policy
            }, cancellation), cancellation);
        }
    }

    public override async Task<bool> RemoveAsync(CancellationToken cancellation)
    {
        if (await FindAsync(cancellation) is not { } role)
        {
            return false;
        }

        if (!IsOurs(role))
        {
            throw OfOthers();
        }

        await aws.FindAsync("iam", "DeleteRolePolicy", Name,
            () => aws.Iam.DeleteRolePolicyAsync(new() { RoleName = Name, PolicyName = PolicyName }, cancellation), cancellation);
        await CallAsync("DeleteRole", () => aws.Iam.DeleteRoleAsync(new() { RoleName = Name }, cancellation), cancellation);
        return true;
    }

    private protected async Task<Role?> FindAsync(CancellationToken cancellation) =>
        (await aws.FindAsync("iam", "GetRole", Name, () => aws.Iam.GetRoleAsync(new() { RoleName = Name }, cancellation),
            cancellation))?.Role;

    private protected async Task<string?> FindPolicyAsync(CancellationToken cancellation) =>
        (await aws.FindAsync("iam", "GetRolePolicy", Name, () => aws.Iam.GetRolePolicyAsync(new()
        {
            RoleName = Name,
            PolicyName =
            PolicyName
        }, cancellation), cancellation))?.PolicyDocument;

    private Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellation) =>
        aws.CallAsync("iam", operation, Name, call, cancellation);

    private protected bool IsOurs(Role role) => FunctionNames.IsOf(function, role.Tags?.ToDictionary(tag => tag.Key!, tag => tag.Value!));
}
