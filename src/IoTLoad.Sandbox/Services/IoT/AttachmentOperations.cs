using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>What certificate has what policies and belongs to what things.</summary>
internal sealed class AttachmentOperations(SandboxAccount account, DeviceRegistry registry)
{
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
        call.Request.Header("x-amzn-principal") ?? throw new InvalidInputException(
            "1 validation error detected: Value null at 'principal' failed to satisfy constraint: Member must not be null");

    private string PolicyArn(Call call) => account.Arn("iot", $"policy/{call.Input.Required("policyName")}");

    private string ThingArn(Call call) => account.Arn("iot", $"thing/{call.Input.Required("thingName")}");

    private void AttachPolicy(Call call)
    {
        var (registration, policy) = (FindCertificate(Target(call)), FindPolicy(call));
        if (!registration.Policies.Contains(policy))
        {
            registration.Policies.Add(policy);
            policy.Targets.Add(registration);
            registration.Refresh();
        }
    }

    private void DetachPolicy(Call call)
    {
        var (registration, policy) = (FindCertificate(Target(call)), FindPolicy(call));
        RefusedException.ThrowIf(!registration.Policies.Remove(policy), () => IoTRefusal.NotFound());
        policy.Targets.Remove(registration);
        registration.Refresh();
    }

    private Document ListAttachedPolicies(Call call) =>
        IoTApi.PageByMarker(call, "policies", OfArn(Target(call))?.Policies ?? [], PolicyOperations.Listed);

    private Document ListTargets(Call call) =>
        IoTApi.PageByMarker(call, "targets", FindPolicy(call).Targets, target => target.Arn);

    private void AttachThing(Call call)
    {
        var (registration, thing) = (FindCertificate(Principal(call)), FindThing(call));
        if (!thing.Certificates.Contains(registration))
        {
            InvalidInputException.ThrowIf(
                call.Input.Text("thingPrincipalType") == "EXCLUSIVE_THING" && registration.Things.Count > 0,
                $"The principal is attached to another thing, and so cannot be attached to {thing.Name} alone.");
            thing.Certificates.Add(registration);
            registration.Things.Add(thing);
        }
    }

    private void DetachThing(Call call)
    {
        var (registration, thing) = (FindCertificate(Principal(call)), FindThing(call));
        RefusedException.ThrowIf(!thing.Certificates.Remove(registration), () => IoTRefusal.NotFound());
        registration.Things.Remove(thing);
    }

    private Document ListThingPrincipals(Call call)
    {
        var name = call.Input.Required("thingName");
        var thing = registry.Things.GetValueOrDefault(name) ?? throw IoTRefusal.NotFound(
            $"Failed to list principals for thing {name} because the thing does not exist in your account");
        return IoTApi.PageByToken(call, "principals", thing.Certificates, registration => registration.Arn);
    }

    private Document ListPrincipalThings(Call call) =>
        IoTApi.PageByToken(call, "things", OfArn(Principal(call))?.Things ?? [], thing => thing.Name);

    private Thing FindThing(Call call) =>
        registry.Things.GetValueOrDefault(call.Input.Required("thingName")) ?? throw IoTRefusal.NotFound();

    private DevicePolicy FindPolicy(Call call) =>
        registry.Policies.GetValueOrDefault(call.Input.Required("policyName")) ?? throw IoTRefusal.NotFound();

    private DeviceRegistration? OfArn(string arn) =>
        registry.Certificates.GetValueOrDefault(arn[(arn.LastIndexOf('/') + 1)..]) is { } found && found.Arn == arn ? found : null;

    private DeviceRegistration FindCertificate(string arn)
    {
        InvalidInputException.ThrowIf(!arn.Contains(":cert/", StringComparison.Ordinal),
            $"'{arn}' is no ARN of a certificate; the sandbox has neither thing groups nor Cognito identities.");
        return OfArn(arn) ?? throw IoTRefusal.NotFound();
    }
}
