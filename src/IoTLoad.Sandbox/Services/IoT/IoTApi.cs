using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>IoT Core's control plane.</summary>
internal static class IoTApi
{
    private static readonly Paging Marked = new("marker", "pageSize", 25, "nextMarker");
    private static readonly Paging Tokens = new("nextToken", "maxResults", 25);

    /// <param name="registry">Things, certificates and policies.</param>
    /// <param name="endpoint">Host and port of the device endpoint.</param>
    /// <param name="trusts">Whether IoT Core may assume a role, by ARN.</param>
    public static ServiceApi Create(
        SandboxAccount account, DeviceRegistry registry, RuleEngine rules, Func<string, bool> trusts, string endpoint)
    {
        var api = new ServiceApi { SigningName = "iot", InvalidInputCode = "InvalidRequestException", Gate = registry.Gate };
        var tags = new Tags();
        api.Add("DescribeEndpoint", "GET", "/endpoint", call => DescribeEndpoint(call, endpoint), _ => "*")
            .Add("TagResource", "POST", "/tags", call => tags.Set(Tagged(call), call.Input.Documents("tags")), TaggedArn)
            .Add("UntagResource", "POST", "/untag", call => tags.Remove(Tagged(call), call.Input.Texts("tagKeys")), TaggedArn)
            .Add("ListTagsForResource", "GET", "/tags", call => new Document { ["tags"] = tags.Of(Tagged(call)) }, TaggedArn);
        new ThingOperations(account, registry).AddTo(api);
        new CertificateOperations(account, registry).AddTo(api);
        new CaCertificateOperations(account, registry, trusts).AddTo(api);
        new PolicyOperations(account, registry, tags).AddTo(api);
        new AttachmentOperations(account, registry).AddTo(api);
        new ProvisioningOperations(account, registry, trusts).AddTo(api);
        new RuleOperations(account, rules, tags).AddTo(api);
        return api;

        static string TaggedArn(Call call) => call.Input.Required("resourceArn");

        // Policies and topic rules have tags.
        string Tagged(Call call) => TaggedArn(call) is var arn
            && (rules.Rules.Any(rule => rule.Arn == arn) || registry.Policies.Values.Any(policy => policy.Arn == arn))
            ? arn
            : throw IoTRefusal.NotFound();
    }

    /// <summary>A page of what is registered, for operations with <c>marker</c> and, some of them, <c>isAscendingOrder</c>.</summary>
    public static Document PageByMarker<T>(Call call, string list, IEnumerable<T> items, Func<T, object> show)
        where T : Registered
    {
        var descending = call.Input.Flag("isAscendingOrder") == false;
        var ordered = descending ? items.OrderByDescending(item => item.Number) : items.OrderBy(item => item.Number);
        return Marked.Take(call, list, ordered, Key, show, descending);
    }

    /// <summary>A page of what is registered, for operations with <c>nextToken</c> and <c>maxResults</c>.</summary>
    public static Document PageByToken<T>(Call call, string list, IEnumerable<T> items, Func<T, object> show)
        where T : Registered => Tokens.Take(call, list, items.OrderBy(item => item.Number), Key, show);

    private static string Key(Registered item) => $"{item.Number:D12}";

    private static Document DescribeEndpoint(Call call, string endpoint) => call.Input.Text("endpointType") switch
    {
        null or "iot:Data" or "iot:Data-ATS" => new Document { ["endpointAddress"] = endpoint },
        var type => throw new InvalidInputException($"The sandbox has no endpoint of type '{type}'; it has iot:Data-ATS."),
    };
}

/// <summary>Errors of IoT Core's control plane, with the statuses of its API reference.</summary>
internal static class IoTRefusal
{
    /// <summary>What the call names does not exist.</summary>
    public static RefusedException NotFound(string message = "The specified resource does not exist") =>
        new(404, "ResourceNotFoundException", message);

    /// <summary>What the call makes exists.</summary>
    public static RefusedException Exists(string message, string id, string arn) => new(409, "ResourceAlreadyExistsException", message)
    {
        Members = new Dictionary<string, string> { ["resourceId"] = id, ["resourceArn"] = arn },
    };

    /// <summary>Refuses to delete what something else needs.</summary>
    public static void InUseIf(bool isSo, string message) => RefusedException.ThrowIf(isSo, 409, "DeleteConflictException", message);

    /// <summary>Refuses to delete a certificate that is active.</summary>
    public static void ActiveIf(bool isSo, string kind, string id) => RefusedException.ThrowIf(isSo, 406, "CertificateStateException",
        $"{kind} must be deactivated (not ACTIVE) before deletion. Id: {id}");
}
