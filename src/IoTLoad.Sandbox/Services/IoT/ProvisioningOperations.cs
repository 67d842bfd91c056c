using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Templates of fleet and just-in-time provisioning. They have one version.</summary>
/// <param name="trusts">Whether IoT Core may assume a role, by ARN.</param>
internal sealed partial class ProvisioningOperations(SandboxAccount account, DeviceRegistry registry, Func<string, bool> trusts)
{
    // CreateProvisioningTemplate, AWS IoT API Reference.
    private const int LargestBody = 10_240;

    public void AddTo(ServiceApi api) => api
        .Add("CreateProvisioningTemplate", "POST", "/provisioning-templates", Create, Resource)
        .Add("DescribeProvisioningTemplate", "GET", "/provisioning-templates/{templateName}", Describe, Resource)
        .Add("ListProvisioningTemplates", "GET", "/provisioning-templates", List, _ => "*")
        .Add("UpdateProvisioningTemplate", "PATCH", "/provisioning-templates/{templateName}", Update, Resource)
        .Add("DeleteProvisioningTemplate", "DELETE", "/provisioning-templates/{templateName}", Delete, Resource);

    [GeneratedRegex("^[0-9A-Za-z_-]{1,36}$")]
    private static partial Regex NamePattern { get; }

    private string Resource(Call call) => account.Arn("iot", $"provisioningtemplate/{call.Input.Required("templateName")}");

    private Document Create(Call call)
    {
        var input = call.Input;
        var (name, body, role) = (input.Required("templateName"), input.Required("templateBody"), input.Required("provisioningRoleArn"));
        var type = input.Text("type") ?? ProvisioningTemplate.Fleet;
        InvalidInputException.ThrowIf(!NamePattern.IsMatch(name),
            $"1 validation error detected: Value '{name}' at 'templateName' failed to satisfy constraint: Member must satisfy "
                + "regular expression pattern: ^[0-9A-Za-z_-]+$");
        InvalidInputException.ThrowIf(body.Length > LargestBody, $"A template has at most {LargestBody} characters.");
        InvalidInputException.ThrowIf(
            input.Child("preProvisioningHook") is not null || type is not (ProvisioningTemplate.Fleet or ProvisioningTemplate.JustInTime),
            "The sandbox has no hooks before provisioning, and templates of the types "
                + $"{ProvisioningTemplate.Fleet} and {ProvisioningTemplate.JustInTime}.");
        InvalidInputException.ThrowIf(!trusts(role), $"The provisioning role {role} cannot be assumed by AWS IoT.");
        var template = new ProvisioningTemplate
        {
            Name = name,
            Type = type,
            Arn = Resource(call),
            Number = registry.NextNumber(),
            Body = body,
            RoleArn = role,
            Description = input.Text("description"),
            Enabled = input.Flag("enabled") == true,
            Created = registry.Now,
            Modified = registry.Now,
        }.Parsed();
        return registry.Templates.TryAdd(name, template)
            ? new Document { ["templateArn"] = template.Arn, ["templateName"] = name, ["defaultVersionId"] = 1 }
            : throw IoTRefusal.Exists($"The template {name} exists already", name, template.Arn);
    }

    private Document Describe(Call call)
    {
        var template = Find(call);
        var document = Listed(template);
        document["defaultVersionId"] = 1;
        document["templateBody"] = template.Body;
        document["provisioningRoleArn"] = template.RoleArn;
        return document;
    }

    private Document List(Call call) => IoTApi.PageByToken(call, "templates", registry.Templates.Values, Listed);

    private void Update(Call call)
    {
        var template = Find(call);
        template.Enabled = call.Input.Flag("enabled") ?? template.Enabled;
        template.Description = call.Input.Text("description") ?? template.Description;
        template.Modified = registry.Now;
    }

    private void Delete(Call call) => registry.Templates.TryRemove(Find(call).Name, out _);

    private static Document Listed(ProvisioningTemplate template) => new()
    {
        ["templateArn"] = template.Arn,
        ["templateName"] = template.Name,
        ["description"] = template.Description,
        ["creationDate"] = template.Created,
        ["lastModifiedDate"] = template.Modified,
        ["enabled"] = template.Enabled,
        ["type"] = template.Type,
    };

    private ProvisioningTemplate Find(Call call) =>
        registry.Templates.GetValueOrDefault(call.Input.Required("templateName")) ?? throw IoTRefusal.NotFound();
}
