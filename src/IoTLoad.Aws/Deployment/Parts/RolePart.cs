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

    public override async Task<DeployedPart> InspectAsync()
    {
        if (await FindAsync() is not { } role)
        {
            return Is(PartState.Missing);
        }

        var inline = await FindPolicyAsync();
        return Compare(
            (IsOurs(role), "not made by IoTLoad"),
            (Documents.Same(role.AssumeRolePolicyDocument, trust), "another trust policy"),
            (inline is not null, "no policy"),
            (inline is null || policy is null || Documents.Same(inline, policy), "another policy"));
    }

    public override async Task EnsureAsync()
    {
        var role = await FindAsync();
        if (role is null)
        {
            var tags = FunctionNames.TagsOf(function).Select(tag => new Tag { Key = tag.Key, Value = tag.Value }).ToList();
            await aws.CallAsync(Name, stop => aws.Iam.CreateRoleAsync(new()
            {
                RoleName = Name,
                AssumeRolePolicyDocument = trust,
                Description = $"IoTLoad function {function}",
                Tags = tags,
            }, stop));
        }
        else if (!IsOurs(role))
        {
            throw OfOthers();
        }
        else if (!Documents.Same(role.AssumeRolePolicyDocument, trust))
        {
            await aws.CallAsync(Name, stop => aws.Iam.UpdateAssumeRolePolicyAsync(new() { RoleName = Name, PolicyDocument = trust }, stop));
        }

        if (role is null || !Documents.Same(await FindPolicyAsync(), policy))
        {
            await aws.CallAsync(Name,
                stop => aws.Iam.PutRolePolicyAsync(new() { RoleName = Name, PolicyName = PolicyName, PolicyDocument = policy }, stop));
        }
    }

    public override async Task<bool> RemoveAsync()
    {
        if (await FindAsync() is not { } role)
        {
            return false;
        }

        if (!IsOurs(role))
        {
            throw OfOthers();
        }

        await aws.FindAsync(Name, stop => aws.Iam.DeleteRolePolicyAsync(new() { RoleName = Name, PolicyName = PolicyName }, stop));
        await aws.CallAsync(Name, stop => aws.Iam.DeleteRoleAsync(new() { RoleName = Name }, stop));
        return true;
    }

    private protected async Task<Role?> FindAsync() =>
        (await aws.FindAsync(Name, stop => aws.Iam.GetRoleAsync(new() { RoleName = Name }, stop)))?.Role;

    private protected async Task<string?> FindPolicyAsync() =>
        (await aws.FindAsync(Name,
            stop => aws.Iam.GetRolePolicyAsync(new() { RoleName = Name, PolicyName = PolicyName }, stop)))?.PolicyDocument;


    private protected bool IsOurs(Role role) => FunctionNames.IsOf(function, role.Tags?.ToDictionary(tag => tag.Key!, tag => tag.Value!));
}

/// <summary>
/// A role with the name that earlier versions gave it, without a region. It is removed in the region whose resources its policy names;
/// in any other it belongs to that region's function, and is left alone.
/// </summary>
internal sealed class FormerRolePart(AwsCaller aws, string name, string function) : RolePart(aws, name, function, "{}", null)
{
    private readonly string _region = $":{aws.Region}:{aws.Account}:";

    public override async Task<DeployedPart> InspectAsync() =>
        Is(await IsOfRegionAsync() ? PartState.Present : PartState.Missing);

    public override Task EnsureAsync() => throw new InvalidOperationException("Roles get names with a region.");

    public override async Task<bool> RemoveAsync() => await IsOfRegionAsync() && await base.RemoveAsync();

    private async Task<bool> IsOfRegionAsync() =>
        await FindAsync() is { } role && IsOurs(role)
        && (await FindPolicyAsync())?.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase)
            .Contains(_region, StringComparison.Ordinal) == true;
}
