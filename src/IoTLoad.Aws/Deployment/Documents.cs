using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IoTLoad.Aws.Deployment;

/// <summary>JSON documents of a deployment: written for people and AWS alike, compared by what they say.</summary>
internal static class Documents
{
    private static readonly JsonWriterOptions ForPeople = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(JsonObject document)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text, ForPeople))
        {
            document.WriteTo(json);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>A policy with statements that each allow actions on resources.</summary>
    public static string Policy(params IEnumerable<(string[] Actions, string[] Resources)> allowed) => Policy(allowed, []);

    /// <summary>A policy with statements that each allow, and others that each deny, actions on resources.</summary>
    public static string Policy(
        IEnumerable<(string[] Actions, string[] Resources)> allowed, IEnumerable<(string[] Actions, string[] Resources)> denied) =>
        Policy([.. allowed.Select(each => Statement("Allow", each)), .. denied.Select(each => Statement("Deny", each))]);

    private static JsonObject Statement(string effect, (string[] Actions, string[] Resources) of) => new()
    {
        ["Effect"] = effect,
        ["Action"] = OneOrMore(of.Actions),
        ["Resource"] = OneOrMore(of.Resources),
    };

    /// <summary>A policy that lets a service of the account take on a role.</summary>
    public static string Trust(string service, string account) => Policy([new JsonObject
    {
        ["Effect"] = "Allow",
        ["Principal"] = new JsonObject { ["Service"] = service },
        ["Action"] = "sts:AssumeRole",
        ["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:SourceAccount"] = account } },
    }]);

    /// <summary>Whether two documents say the same; IAM returns them percent-encoded.</summary>
    public static bool Same(string? one, string? other)
    {
        try
        {
            return one is not null && other is not null && JsonNode.DeepEquals(JsonNode.Parse(Plain(one)), JsonNode.Parse(Plain(other)));
        }
        catch (JsonException)
        {
            // What cannot be read is not what was written here.
            return false;
        }
    }

    private static string Policy(IEnumerable<JsonObject> statements) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements]),
    }.ToJsonString(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine()
    });

    private static JsonNode OneOrMore(string[] values) =>
        values.Length == 1 ? values[0] : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);

    private static string Plain(string document) => document.StartsWith('%') ? Uri.UnescapeDataString(document) : document;
}
