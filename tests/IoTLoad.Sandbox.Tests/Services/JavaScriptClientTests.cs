using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Tests.Lambda;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>AWS's clients for JavaScript, npm <c>@aws-sdk/client-*</c>.</summary>
public sealed class JavaScriptClientTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_make_things_rules_and_functions_invoke_publish_and_read()
    {
        Peer.Require("curl");
        var package = await NodePackage.InstallAsync(Path.Combine(AppContext.BaseDirectory, "clients", "aws-sdk"));
        await using var sandbox = await RunningSandbox.StartAsync();
        using var folder = new PrivateFolder();
        var zip = folder.Write("function.zip", LambdaSandbox.Zip(("bootstrap", Scripts.Runtime, true)).ToArray());
        var endpoints = sandbox.Endpoints;
        using var client = package.Run("story.js", JsonSerializer.Serialize(new
        {
            url = endpoints.EndpointUrl.OriginalString,
            accessKey = endpoints.AccessKey,
            secretKey = endpoints.SecretKey,
            region = endpoints.Region,
            account = endpoints.AccountId,
            zip,
        }));
        var errors = client.StandardError.ReadToEndAsync(Stop);
        var said = (await client.StandardOutput.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await client.WaitForExitAsync(Stop);
        Assert.True(client.ExitCode == 0, string.Join('\n', [.. said, await errors]));
        var steps = said.Select(line => JsonNode.Parse(line)!).Select(step => $"{step["step"]}: {step["answer"]!.ToJsonString(Relaxed)}");
        Assert.Equal(
            [
                "caller: \"123456789012\"",
                """certificate: ["ACTIVE",true]""",
                "principals: 1",
                $"endpoint: \"{endpoints.Endpoint}\"",
                "function: \"arn:aws:lambda:us-east-1:123456789012:function:js-function\"",
                """invoked: [200,{"number":7}]""",
                """log line: "event {\"from\":\"rule\",\"part\":\"one\"}" """.TrimEnd(),
                "published: 1",
                "invocations: 2",
                "metrics: 1",
                "no dashboard: \"ResourceNotFound\"",
                "parameter: \"v\"",
                "tampered: \"InvalidSignatureException\"",
                "unknown key: \"UnrecognizedClientException\"",
                "expired: \"InvalidSignatureException\"",
                "tampered message: \"InvalidSignatureException\"",
                "tampered metric: \"InvalidSignatureException\"",
                "tampered role: \"SignatureDoesNotMatch\"",
                "not known: \"UnknownOperationException\"",
                "things: 0",
            ],
            steps);
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
