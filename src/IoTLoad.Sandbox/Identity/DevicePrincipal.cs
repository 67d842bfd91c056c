using IoTLoad.Sandbox.Identity.Policies;

namespace IoTLoad.Sandbox.Identity;

/// <summary>A device that has shown its client certificate.</summary>
/// <param name="id">ID of the certificate, 64 hexadecimal digits.</param>
/// <param name="certificate">Policy variables of the certificate, such as <c>iot:Certificate.Subject.CommonName</c>.</param>
/// <param name="policies">Reads the certificate's policies as they are; none unless it is active.</param>
/// <param name="attached">Whether the thing of a name has this certificate; null where there is no such thing.</param>
internal sealed class DevicePrincipal(
    string arn,
    string id,
    IReadOnlyDictionary<string, string> certificate,
    Func<IReadOnlyList<PolicyDocument>> policies,
    Func<string, bool?> attached) : Principal(arn, id)
{
    protected override PolicyDecision Decide(string action, string resource, IReadOnlyDictionary<string, string>? context) =>
        PolicyDocument.Decide(policies(), new PolicyRequest(action, resource, context, Find));

    // The thing of a connection is the one that is called as the client ID is (AWS IoT developer guide, "Thing policy variables").
    private string? Find(string variable, IReadOnlyDictionary<string, string>? context) =>
        certificate.TryGetValue(variable, out var value) ? value
        : context is null || !context.TryGetValue("iot:ClientId", out var client) ? null
        : variable switch
        {
            "iot:Connection.Thing.ThingName" => attached(client) == true ? client : null,
            "iot:Connection.Thing.IsAttached" => attached(client) == true ? "true" : "false",
            _ => null,
        };
}
