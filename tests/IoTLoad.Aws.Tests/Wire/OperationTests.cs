using System.Text;
using System.Text.Json.Nodes;
using Amazon;
using Amazon.Runtime;
using IoTLoad.Aws.Tests.Botocore;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>Every operation through the real pipeline, its request and its response compared with botocore's.</summary>
public sealed class OperationTests(BotocorePeer botocore)
{
    private const string AccessKey = "AKIDEXAMPLE";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string Token = "session/token+with=signs";

    public static TheoryData<string, string> Operations => [.. KnownOperation.All.Select(o => (o.Service, o.Name))];

    [Theory]
    [MemberData(nameof(Operations))]
    public Task With_every_member_set_request_and_response_are_botocores(string service, string operation) =>
        Compare(KnownOperation.Find(service, operation), few: false);

    [Theory]
    [MemberData(nameof(Operations))]
    public Task With_only_required_members_set_request_and_response_are_botocores(string service, string operation) =>
        Compare(KnownOperation.Find(service, operation), few: true);

    private async Task Compare(KnownOperation operation, bool few)
    {
        var members = ModelObjects.Members(operation.Response);
        var cases = await botocore.AskForObjectAsync(
            "cases",
            ("service", operation.Service),
            ("operation", operation.Name),
            ("input", ModelObjects.Members(operation.Request)),
            ("output", members),
            ("few", few));
        Assert.Empty(cases["problems"]!.AsArray().Select(problem => problem!.GetValue<string>()));

        var http = new CannedHttp(cases["response"]!);
        var config = KnownOperation.Config(operation.Service);
        config.RegionEndpoint = RegionEndpoint.EUWest1;
        config.HttpClientFactory = http;
        var input = ModelObjects.Make(operation.Request, cases["input"]!.AsObject());
        var response = await operation.CallAsync(input, new SessionAWSCredentials(AccessKey, SecretKey, Token), config);

        var expected = await botocore.AskForObjectAsync(
            "serialized",
            ("service", operation.Service),
            ("operation", operation.Name),
            ("input", cases["input"]),
            ("endpoint", http.Sent.Url.GetLeftPart(UriPartial.Authority)));
        AssertRequest(expected, http.Sent);
        await AssertSignature(operation.Service, http.Sent);

        var parsed = cases["response"]!["parsed"]!;
        var ours = ModelObjects.Read(response);
        AssertJson(members.Count == 0 ? new JsonObject() : ModelObjects.Capitalize(parsed, members), ours);
        Assert.Equal("request-1", response.ResponseMetadata.RequestId);
        Assert.Equal(cases["response"]!["status"]!.GetValue<int>(), (int)response.HttpStatusCode);
    }

    private static void AssertRequest(JsonObject expected, SentRequest sent)
    {
        var url = new Uri(expected["url"]!.GetValue<string>(),
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.Equal(expected["method"]!.GetValue<string>(), sent.Method);
        Assert.Equal(url.AbsolutePath, sent.Url.AbsolutePath);
        Assert.Equal(SentRequest.Query(url), SentRequest.Query(sent.Url));
        foreach (var (name, value) in expected["headers"]!.AsObject())
        {
            if (name != "Content-Length")
            {
                Assert.True(sent.Headers.TryGetValue(name, out var header), $"no header {name}");
                Assert.Equal(value!.GetValue<string>(), header);
            }
        }

        AssertBody(Convert.FromBase64String(expected["body"]!.GetValue<string>()), sent);
    }

    private static void AssertBody(byte[] expected, SentRequest sent)
    {
        var type = sent.Headers.GetValueOrDefault("Content-Type", "");
        if (sent.Body.Length > 0 && type.Contains("json", StringComparison.Ordinal))
        {
            AssertJson(JsonNode.Parse(expected), JsonNode.Parse(sent.Body));
        }
        else if (type.Contains("form", StringComparison.Ordinal))
        {
            Assert.Equal(Fields(expected), Fields(sent.Body));
        }
        else
        {
            Assert.Equal(expected, sent.Body);
        }
    }

    private async Task AssertSignature(string service, SentRequest sent)
    {
        // AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/iot/aws4_request, SignedHeaders=a;b, Signature=…
        var authorization = sent.Headers["Authorization"];
        var parts = authorization.Split(' ', ',', '=').Where(part => part.Length > 0).ToList();
        var scope = parts[2].Split('/');
        var signed = parts[parts.IndexOf("SignedHeaders") + 1].Split(';')
            .Where(name => name is not ("host" or "x-amz-date" or "x-amz-security-token"));
        var signature = (await botocore.AskAsync(
            "sign",
            ("method", sent.Method),
            ("url", sent.Url.AbsoluteUri),
            ("headers", new JsonObject(signed.Select(name => KeyValuePair.Create(name, (JsonNode?)sent.Headers[name])))),
            ("body", Convert.ToBase64String(sent.Body)),
            ("service", scope[3]),
            ("region", scope[2]),
            ("time", sent.Headers["x-amz-date"]),
            ("accessKey", AccessKey),
            ("secretKey", SecretKey),
            ("token", Token)))!.GetValue<string>();
        Assert.Equal(signature.Replace(", ", ",", StringComparison.Ordinal), authorization.Replace(", ", ",", StringComparison.Ordinal));
        Assert.Equal(service == "iam" ? "us-east-1" : "eu-west-1", scope[2]);
    }

    private static IEnumerable<string> Fields(byte[] form) =>
        Encoding.UTF8.GetString(form).Split('&').Select(field => Uri.UnescapeDataString(field.Replace('+', ' ')))
            .Order(StringComparer.Ordinal);

    private static void AssertJson(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"expected {expected?.ToJsonString()}\nbut got  {actual?.ToJsonString()}");
}
