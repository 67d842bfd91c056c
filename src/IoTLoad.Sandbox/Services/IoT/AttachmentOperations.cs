using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>What certificate has what policies and belongs to what things.</summary>
internal sealed class AttachmentOperations(SandboxAccount account, DeviceRegistry registry)
{
    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("AttachPolicy", "PUT", "/target-policies/{policyName}", AttachPolicy, Target)
        .Add("DetachPolicy", "POST", "/target-policies/{policyName}", DetachPolicy, Target)
        .Add("ListAttachedPolicies", "POST", "/attached-policies/{target}", ListAttachedPolicies, Target)
        .Add("ListTargetsForPolicy", "POST", "/policy-targets/{policyName}", ListTargets, PolicyArn)
        .Add("AttachThingPrincipal", "PUT", "/things/{thingName}/principals", AttachThing, Principal)
        .Add("DetachThingPrincipal", "DELETE", "/things/{thingName}/principals", DetachThing, Principal)
        .Add("ListThingPrincipals", "GET", "/things/{thingName}/principals", ListThingPrincipals, ThingArn)
        .Add("ListPrincipalThings", "GET", "/principals/things", ListPrincipalThings, Principal);

    private static string Target(Call call) => call.Input.Required("target");

    private static string Principal(Call call) =>
        call.Header("x-amzn-principal") ?? throw new InvalidInputException(
            "1 validation error detected: Value null at 'principal' failed to satisfy constraint: Member must not be null");

    private string PolicyArn(Call call) => account.Arn("iot", $"policy/{call.Input.Required("policyName")}");

    private string ThingArn(Call call) => account.Arn("iot", $"thing/{call.Input.Required("thingName")}");

    private Document? AttachPolicy(Call call)
    {
        lock (registry.Gate)
        {
            var registration = FindCertificate(Target(call));
            var policy = FindPolicy(call);
            if (!registration.Policies.Contains(policy))
            {
                registration.Policies.Add(policy);
                policy.Targets.Add(registration);
                registration.Refresh();
            }

            return null;
        }
    }

    private Document? DetachPolicy(Call call)
    {
        lock (registry.Gate)
        {
            var registration = FindCertificate(Target(call));
            var policy = FindPolicy(call);
            if (!registration.Policies.Remove(policy))
            {
                throw IoTRefusal.NotFound();
            }

            policy.Targets.Remove(registration);
            registration.Refresh();
            return null;
        }
    }

    private Document ListAttachedPolicies(Call call)
    {
        lock (registry.Gate)
        {
            var policies = registry.Certificates.Values.FirstOrDefault(registration => registration.Arn == Target(call))?.Policies ?? [];
            var page = RegistryPage.ByMarker(policies, call.Input);
            return new Document { ["policies"] = page.Items.Select(PolicyOperations.Listed).ToList(), ["nextMarker"] = page.Next };
        }
    }

    private Document ListTargets(Call call)
    {
        lock (registry.Gate)
        {
            var page = RegistryPage.ByMarker(FindPolicy(call).Targets, call.Input);
            return new Document { ["targets"] = page.Items.Select(target => target.Arn).ToList(), ["nextMarker"] = page.Next };
        }
    }

    private Document AttachThing(Call call)
    {
        lock (registry.Gate)
        {
            var registration = FindCertificate(Principal(call));
            var thing = FindThing(call);
            if (!thing.Certificates.Contains(registration))
            {
                if (call.Input.Text("thingPrincipalType") == "EXCLUSIVE_THING" && registration.Things.Count > 0)
                {
                    throw IoTRefusal.Invalid(
                        $"The principal is attached to another thing, and so cannot be attached to {thing.Name} alone.");
                }

                thing.Certificates.Add(registration);
                registration.Things.Add(thing);
            }

            return [];
        }
    }

    private Document DetachThing(Call call)
    {
        lock (registry.Gate)
        {
            var registration = FindCertificate(Principal(call));
            var thing = FindThing(call);
            if (!thing.Certificates.Remove(registration))
            {
                throw IoTRefusal.NotFound();
            }

            registration.Things.Remove(thing);
            return [];
        }
    }

    private Document ListThingPrincipals(Call call)
    {
        lock (registry.Gate)
        {
            var name = call.Input.Required("thingName");
            var thing = registry.Things.GetValueOrDefault(name) ?? throw IoTRefusal.NotFound(
                $"Failed to list principals for thing {name} because the thing does not exist in your account");
            var page = RegistryPage.ByToken(thing.Certificates, call.Input);
            return new Document
            {
                ["principals"] = page.Items.Select(registration => registration.Arn)
                .ToList(),
                ["nextToken"] = page.Next
            };
        }
    }

    private Document ListPrincipalThings(Call call)
    {
        lock (registry.Gate)
        {
            var things = registry.Certificates.Values.FirstOrDefault(registration => registration.Arn == Principal(call))?.Things ?? [];
            var page = RegistryPage.ByToken(things, call.Input);
            return new Document { ["things"] = page.Items.Select(thing => thing.Name).ToList(), ["nextToken"] = page.Next };
        }
    }

    private Thing FindThing(Call call) =>
        registry.Things.GetValueOrDefault(call.Input.Required("thingName")) ?? throw IoTRefusal.NotFound();

    private DevicePolicy FindPolicy(Call call) =>
        registry.Policies.GetValueOrDefault(call.Input.Required("policyName")) ?? throw IoTRefusal.NotFound();

    private DeviceRegistration FindCertificate(string arn)
    {
        const string kind = ":cert/";
        var place = arn.IndexOf(kind, StringComparison.Ordinal);
        if (place < 0)
        {
            throw IoTRefusal.Invalid($"'{arn}' is no ARN of a certificate; the sandbox has neither thing groups nor Cognito identities.");
        }

        return registry.Certificates.GetValueOrDefault(arn[(place + kind.Length)..]) is { } registration && registration.Arn == arn
            ? registration
            : throw IoTRefusal.NotFound();
    }
}
