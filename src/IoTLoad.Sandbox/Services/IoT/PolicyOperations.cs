using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Policies and their versions.</summary>
internal sealed class PolicyOperations(SandboxAccount account, DeviceRegistry registry, Tags tags)
{
    private const int MostVersions = 5;

    public void AddTo(ServiceApi api) => api
        .Add("CreatePolicy", "POST", "/policies/{policyName}", Create, Resource)
        .Add("GetPolicy", "GET", "/policies/{policyName}", Get, Resource)
        .Add("ListPolicies", "GET", "/policies", List, _ => "*")
        .Add("DeletePolicy", "DELETE", "/policies/{policyName}", Delete, Resource)
        .Add("CreatePolicyVersion", "POST", "/policies/{policyName}/version", CreateVersion, Resource)
        .Add("GetPolicyVersion", "GET", "/policies/{policyName}/version/{policyVersionId}", GetVersion, Resource)
        .Add("ListPolicyVersions", "GET", "/policies/{policyName}/version", ListVersions, Resource)
        .Add("SetDefaultPolicyVersion", "PATCH", "/policies/{policyName}/version/{policyVersionId}", SetDefault, Resource)
        .Add("DeletePolicyVersion", "DELETE", "/policies/{policyName}/version/{policyVersionId}", DeleteVersion, Resource);

    public static PolicyDocument Parse(string document)
    {
        try
        {
            return PolicyDocument.Parse(document);
        }
        catch (FormatException e)
        {
            throw new RefusedException(400, "MalformedPolicyException", $"Policy document is Malformed: {e.Message}");
        }
    }

    private string Resource(Call call) => account.Arn("iot", $"policy/{call.Input.Required("policyName")}");

    private Document Create(Call call)
    {
        var name = call.Input.Required("policyName");
        var document = call.Input.Required("policyDocument");
        if (registry.Policies.TryGetValue(name, out var other))
        {
            throw IoTRefusal.Exists($"Policy cannot be created - name already exists (name={name})", other.Name, other.Arn);
        }

        var policy = registry.AddPolicy(name, document);
        tags.Set(policy.Arn, call.Input.Documents("tags"));
        return new Document
        {
            ["policyName"] = name,
            ["policyArn"] = policy.Arn,
            ["policyDocument"] = document,
            ["policyVersionId"] = policy.Default.Id,
        };
    }

    private Document Get(Call call)
    {
        var policy = Find(call);
        var document = Listed(policy);
        document["policyDocument"] = policy.Default.Document;
        document["defaultVersionId"] = policy.Default.Id;
        document["creationDate"] = policy.Created;
        document["lastModifiedDate"] = policy.Modified;
        document["generationId"] = policy.Default.Id;
        return document;
    }

    private Document List(Call call) => IoTApi.PageByMarker(call, "policies", registry.Policies.Values, Listed);

    public static Document Listed(DevicePolicy policy) => new() { ["policyName"] = policy.Name, ["policyArn"] = policy.Arn };

    private void Delete(Call call)
    {
        var policy = Find(call);
        IoTRefusal.InUseIf(policy.Targets.Count > 0,
            $"The policy cannot be deleted as the policy is attached to one or more principals (name={policy.Name})");
        IoTRefusal.InUseIf(policy.Versions.Count > 1,
            $"Cannot delete the policy because it has one or more policy versions attached to it (name={policy.Name})");
        registry.Policies.TryRemove(policy.Name, out _);
        tags.Remove(policy.Arn);
    }

    private Document CreateVersion(Call call)
    {
        var document = call.Input.Required("policyDocument");
        var parsed = Parse(document);
        var policy = Find(call);
        RefusedException.ThrowIf(policy.Versions.Count >= MostVersions, 409, "VersionsLimitExceededException",
            $"The policy {policy.Name} already has the maximum number of versions ({MostVersions})");
        var version = new DevicePolicyVersion($"{++policy.LastVersion}", document, parsed, registry.Now);
        policy.Versions.Add(version);
        var isDefault = call.Input.Flag("setAsDefault") == true;
        if (isDefault)
        {
            MakeDefault(policy, version);
        }

        return new Document
        {
            ["policyArn"] = policy.Arn,
            ["policyDocument"] = document,
            ["policyVersionId"] = version.Id,
            ["isDefaultVersion"] = isDefault,
        };
    }

    private Document GetVersion(Call call)
    {
        var policy = Find(call);
        var version = FindVersion(policy, call);
        var document = Listed(policy);
        document["policyDocument"] = version.Document;
        document["policyVersionId"] = version.Id;
        document["isDefaultVersion"] = version == policy.Default;
        document["creationDate"] = version.Created;
        document["lastModifiedDate"] = version.Created;
        document["generationId"] = version.Id;
        return document;
    }

    private Document ListVersions(Call call)
    {
        var policy = Find(call);
        return new Document
        {
            ["policyVersions"] = policy.Versions.Select(version => new Document
            {
                ["versionId"] = version.Id,
                ["isDefaultVersion"] = version == policy.Default,
                ["createDate"] = version.Created,
            }).ToList(),
        };
    }

    private void SetDefault(Call call)
    {
        var policy = Find(call);
        MakeDefault(policy, FindVersion(policy, call));
    }

    private void DeleteVersion(Call call)
    {
        var policy = Find(call);
        var version = FindVersion(policy, call);
        IoTRefusal.InUseIf(version == policy.Default, $"Cannot delete the default version of a policy (name={policy.Name})");
        policy.Versions.Remove(version);
    }

    private static DevicePolicyVersion FindVersion(DevicePolicy policy, Call call) =>
        policy.Versions.Find(version => version.Id == call.Input.Required("policyVersionId")) ?? throw IoTRefusal.NotFound();

    private void MakeDefault(DevicePolicy policy, DevicePolicyVersion version)
    {
        policy.Default = version;
        policy.Modified = registry.Now;
        policy.Targets.ForEach(target => target.Refresh());
    }

    private DevicePolicy Find(Call call) =>
        registry.Policies.GetValueOrDefault(call.Input.Required("policyName")) ?? throw IoTRefusal.NotFound();
}
