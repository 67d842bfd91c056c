using System.Text.Json;
using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Devices;

/// <summary>What a fleet's devices may do, and no more: connect with client IDs, and use topics, that begin as they should.</summary>
/// <param name="ArnPrefix">Partition, region and account: <c>arn:aws:iot:eu-west-1:123456789012</c>.</param>
/// <param name="ClientIdPrefix">What client IDs begin with.</param>
/// <param name="TopicPrefix">The topic above all of theirs.</param>
/// <param name="AllowRetain">Whether they may publish retained messages.</param>
/// <param name="OwnClientId">Whether each may connect only with the name of its thing as client ID.</param>
internal sealed record FleetPolicy(string ArnPrefix, string ClientIdPrefix, string TopicPrefix, bool AllowRetain, bool OwnClientId = false)
{
    /// <summary>IoT Core fills in the thing that is named as the client ID and has the connection's certificate.</summary>
    private const string ThingName = "${iot:Connection.Thing.ThingName}";

    private const string ClientMark = ":client/";

    /// <summary>The policy of a fleet.</summary>
    /// <param name="request">The fleet.</param>
    /// <param name="certificateArn">ARN of one of its certificates.</param>
    public static FleetPolicy Of(FleetRequest request, string certificateArn) => new(
        certificateArn[..certificateArn.LastIndexOf(':')],
        request.OwnClientId ? "" : request.ClientIdPrefix ?? request.NamePrefix + "-",
        request.TopicPrefix,
        request.AllowRetain,
        request.OwnClientId);

    /// <summary>Reads a policy that was made here; null for any other.</summary>
    /// <param name="document">Its document, JSON.</param>
    public static FleetPolicy? Read(string? document)
    {
        try
        {
            var json = JsonNode.Parse(document ?? "");
            var client = Resource(json, 0);
            var topic = Resource(json, 1);
            var mark = client.IndexOf(ClientMark, StringComparison.Ordinal);
            var own = client.EndsWith(ThingName, StringComparison.Ordinal);
            if (mark < 0 || (!own && !client.EndsWith('*')) || !topic.EndsWith("/*", StringComparison.Ordinal))
            {
                return null;
            }

            var arn = client[..mark];
            var policy = new FleetPolicy(
                arn,
                own ? "" : client[(mark + ClientMark.Length)..^1],
                topic[(arn.Length + ":topic/".Length)..^2],
                json?["Statement"]?[1]?["Action"] is JsonArray actions
                    && actions.Any(action => action?.GetValue<string>() == "iot:RetainPublish"),
                own);
            return JsonNode.DeepEquals(json, JsonNode.Parse(policy.ToJson()))
                || JsonNode.DeepEquals(json, JsonNode.Parse(policy.ToJson(denies: false))) ? policy : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            // Some other shape: somebody else's.
            return null;
        }
    }

    /// <summary>The policy document.</summary>
    /// <param name="denies">Whether it denies what starts functions and stops tests; earlier versions did not.</param>
    public string ToJson(bool denies = true)
    {
        var publish = AllowRetain ? """["iot:Publish","iot:Receive","iot:RetainPublish"]""" : """["iot:Publish","iot:Receive"]""";
        var client = OwnClientId
            ? ThingName + "\",\"Condition\":{\"Bool\":{\"iot:Connection.Thing.IsAttached\":[\"true\"]}}"
            : $"{ClientIdPrefix}*\"";
        string[] statements =
        [
            $$"""{"Effect":"Allow","Action":"iot:Connect","Resource":"{{ArnPrefix}}:client/{{client}}}""",
            $$"""{"Effect":"Allow","Action":{{publish}},"Resource":"{{ArnPrefix}}:topic/{{TopicPrefix}}/*"}""",
            $$"""{"Effect":"Allow","Action":"iot:Subscribe","Resource":"{{ArnPrefix}}:topicfilter/{{TopicPrefix}}/*"}""",
        ];
        var all = denies ? statements.Append(Denial) : statements;
        return $$"""{"Version":"2012-10-17","Statement":[{{string.Join(',', all)}}]}""";
    }

    // Whatever else the certificate is allowed later: the topics of triggers, reports and commands, and those of earlier triggers
    // (<prefix>/lambda/<function>), are not a device's.
    private string Denial => $$"""
        {"Effect":"Deny","Action":["iot:Publish","iot:Receive","iot:RetainPublish"],"Resource":[{{DeniedTopics}}]}
        """;

    private string DeniedTopics => $"\"{ArnPrefix}:topic/iotload/*\",\"{ArnPrefix}:topic/{TopicPrefix}/lambda/*\"";

    private static string Resource(JsonNode? json, int statement) => json?["Statement"]?[statement]?["Resource"]?.GetValue<string>() ?? "";
}
