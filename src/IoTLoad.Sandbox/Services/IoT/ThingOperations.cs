using System.Text.RegularExpressions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

internal sealed partial class ThingOperations(SandboxAccount account, DeviceRegistry registry)
{
    public void AddTo(ServiceApi api) => api
        .Add("CreateThing", "POST", "/things/{thingName}", Create, Resource)
        .Add("DescribeThing", "GET", "/things/{thingName}", Describe, Resource)
        .Add("ListThings", "GET", "/things", List, _ => "*")
        .Add("UpdateThing", "PATCH", "/things/{thingName}", Update, Resource)
        .Add("DeleteThing", "DELETE", "/things/{thingName}", Delete, Resource);

    [GeneratedRegex("^[a-zA-Z0-9:_-]{1,128}$")]
    private static partial Regex NamePattern { get; }

    private string Resource(Call call) => account.Arn("iot", $"thing/{call.Input.Required("thingName")}");

    private Document Create(Call call)
    {
        var name = call.Input.Required("thingName");
        InvalidInputException.ThrowIf(!NamePattern.IsMatch(name),
            $"1 validation error detected: Value '{name}' at 'thingName' failed to satisfy constraint: Member must satisfy "
                + "regular expression pattern: [a-zA-Z0-9:_-]+");
        RefuseType(call);
        var attributes = call.Input.Child("attributePayload")?.Map("attributes") ?? [];
        var thing = registry.Thing(name, attributes);
        RefusedException.ThrowIf(!SameAttributes(thing.Attributes, attributes),
            () => IoTRefusal.Exists($"Thing {name} already exists in account with different attributes", thing.Id, thing.Arn));
        return new Document { ["thingName"] = thing.Name, ["thingArn"] = thing.Arn, ["thingId"] = thing.Id };
    }

    private Document Describe(Call call)
    {
        var thing = Find(call);
        var document = Listed(thing);
        document["defaultClientId"] = thing.Name;
        document["thingId"] = thing.Id;
        return document;
    }

    private Document List(Call call)
    {
        var input = call.Input;
        var (name, value) = (input.Text("attributeName"), input.Text("attributeValue"));
        var prefix = input.Flag("usePrefixAttributeValue") == true;
        var things = registry.Things.Values
            .Where(thing => input.Text("thingTypeName") is null && (name is null || Has(thing, name, value, prefix)));
        return IoTApi.PageByToken(call, "things", things, Listed);
    }

    private void Update(Call call)
    {
        RefuseType(call);
        var thing = Find(call);
        CheckVersion(call, thing);
        if (call.Input.Child("attributePayload") is { } payload)
        {
            var attributes = payload.Flag("merge") == true ? new Dictionary<string, string>(thing.Attributes) : [];
            foreach (var (name, value) in payload.Map("attributes"))
            {
                attributes[name] = value;
            }

            // An attribute is taken away by an empty value.
            thing.Attributes = attributes.Where(attribute => attribute.Value.Length > 0).ToDictionary();
        }

        thing.Version++;
    }

    private void Delete(Call call)
    {
        // Deleting what is not there succeeds, as the API reference has it.
        if (registry.Things.TryGetValue(call.Input.Required("thingName"), out var thing))
        {
            CheckVersion(call, thing);
            InvalidInputException.ThrowIf(thing.Certificates.Count > 0,
                $"Cannot delete. Thing {thing.Name} is still attached to one or more principals");
            registry.Things.TryRemove(thing.Name, out _);
        }
    }

    private static Document Listed(Thing thing) => new()
    {
        ["thingName"] = thing.Name,
        ["thingArn"] = thing.Arn,
        ["attributes"] = Document.Of(thing.Attributes),
        ["version"] = thing.Version,
    };

    private static bool SameAttributes(Dictionary<string, string> a, Dictionary<string, string> b) =>
        a.Count == b.Count && a.All(attribute => b.GetValueOrDefault(attribute.Key) == attribute.Value);

    private static bool Has(Thing thing, string name, string? value, bool prefix) =>
        thing.Attributes.TryGetValue(name, out var own)
            && (value is null || (prefix ? own.StartsWith(value, StringComparison.Ordinal) : own == value));

    private static void RefuseType(Call call)
    {
        var (type, group) = (call.Input.Text("thingTypeName"), call.Input.Text("billingGroupName"));
        RefusedException.ThrowIf(type is not null, () => IoTRefusal.NotFound($"The sandbox has no thing types, and so not '{type}'."));
        RefusedException.ThrowIf(
            group is not null, () => IoTRefusal.NotFound($"The sandbox has no billing groups, and so not '{group}'."));
    }

    private static void CheckVersion(Call call, Thing thing) => RefusedException.ThrowIf(
        call.Input.Integer("expectedVersion") is { } expected && expected != thing.Version,
        409, "VersionConflictException", $"The version for thing {thing.Name} does not match the expected version.");

    private Thing Find(Call call) => registry.Things.GetValueOrDefault(call.Input.Required("thingName")) ?? throw IoTRefusal.NotFound();
}
