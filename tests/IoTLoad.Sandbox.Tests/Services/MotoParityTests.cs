using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IoTLoad.Peers;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>One table of calls (clients/botocore/control_plane.py), made by botocore to the sandbox and to moto.</summary>
public sealed class MotoParityTests
{
    // Where moto answers otherwise than AWS, by AWS's API references: the call, the place in the answer, and why.
    private static readonly (string Call, string Place, string Why)[] Known =
    [
        ("sts.GetCallerIdentity", "Arn", "the sandbox's throw-away credentials are the root user's, moto's are a user's"),
        ("sts.AssumeRole", "PackedPolicySize", "AWS answers with it where the request has a policy"),
        ("iam.CreateRole", "Role.RoleLastUsed", "AWS answers with it to GetRole alone"),
        ("iot.DescribeThing", "version", "moto does not count versions"),
        ("iot.DescribeCertificate", "certificateDescription.certificateMode", "moto does not have it"),
        ("iot.ListCertificates", @"certificates\[0\].certificateMode", "moto does not have it"),
        ("iot.GetPolicy", "creationDate", "moto does not have it"),
        ("iot.GetPolicy", "lastModifiedDate", "moto does not have it"),
        ("iot.GetPolicy", "generationId", "moto does not have it"),
        ("iot.DeleteThing", "status", "an InvalidRequestException has status 400"),
        ("iot.CreatePolicyVersion", "isDefaultVersion", "moto leaves it out where it is false"),
        ("iot.ListPolicyVersions", @"policyVersions\[\d\].isDefaultVersion", "moto leaves it out where it is false"),
        ("iot.DeletePolicyVersion", "error", "AWS answers DeleteConflictException for the default version"),
        ("iot.DeletePolicyVersion", "status", "AWS answers DeleteConflictException for the default version"),
        ("logs.DescribeLogGroups", @"logGroups\[0\].logGroupClass", "moto does not have it"),
        ("logs.FilterLogEvents", "searchedLogStreams", "AWS answers with an empty list since 2019"),
        ("logs.DescribeLogStreams", @"logStreams\[0\].uploadSequenceToken", "AWS has stopped to answer with it"),
        ("lambda.CreateFunction", "RevisionId|LoggingConfig", "moto does not have it"),
        ("lambda.GetFunction", @"Configuration\.(RevisionId|LoggingConfig)", "moto does not have it"),
        ("lambda.GetFunctionConfiguration", "RevisionId|LoggingConfig", "moto does not have it"),
        ("lambda.UpdateFunctionConfiguration", "RevisionId|LoggingConfig", "moto does not have it"),
        ("lambda.UpdateFunctionCode", "RevisionId|LoggingConfig", "moto does not have it"),
        ("lambda.ListFunctions", @"Functions\[0\]\.(RevisionId|LoggingConfig)", "moto does not have it"),
        ("lambda.TagResource", "status", "AWS answers with 204"),
        ("lambda.AddPermission", "status", "AWS answers with 201"),
        ("lambda.PutFunctionEventInvokeConfig", "FunctionArn", "AWS answers with the qualified ARN"),
        ("lambda.PutFunctionEventInvokeConfig", "DestinationConfig", "AWS answers with empty destinations"),
        ("lambda.GetFunctionEventInvokeConfig", "FunctionArn", "AWS answers with the qualified ARN"),
        ("lambda.GetFunctionEventInvokeConfig", "DestinationConfig", "AWS answers with empty destinations"),
        ("cloudwatch.GetMetricData", "Messages", "moto does not have it"),
        ("cloudwatch.GetMetricData", @"MetricDataResults\[\d\].Label", "AWS's default label is the metric's name"),
    ];

    [Fact]
    public async Task The_sandbox_and_moto_answer_alike()
    {
        Peer.RequirePython("botocore");
        await using var moto = await MotoServer.StartAsync();
        await using var sandbox = await RunningSandbox.StartAsync();
        var minute = (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60 * 60) - 600;
        var theirs = await CallAsync(moto.Url, "AKIDEXAMPLE", "secret", minute);
        var ours = await CallAsync(sandbox.Endpoints.EndpointUrl, sandbox.Endpoints.AccessKey, sandbox.Endpoints.SecretKey, minute);
        Assert.Equal(theirs.Count, ours.Count);
        var differences = ours.Zip(theirs, (our, their) => Differences(our, their, "")
            .Select(place => (Call: our["call"]!.GetValue<string>(), Place: place, our, their)))
            .SelectMany(found => found)
            .Where(found => !Known.Any(known => known.Call == found.Call && Regex.IsMatch(found.Place, $@"^(answer\.)?({known.Place})$")))
            .Select(found => $"{found.Call} {found.Place}\n  ours:   {found.our.ToJsonString()}\n  moto's: {found.their.ToJsonString()}");
        Assert.True(!differences.Any(), string.Join('\n', differences));
    }

    private static async Task<List<JsonObject>> CallAsync(Uri url, string key, string secret, long minute)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "clients", "botocore", "control_plane.py");
        using var python = Process.Start(new ProcessStartInfo(Peer.Require("python3"),
            [script, url.OriginalString, key, secret, "us-east-1", minute.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        })!;
        var output = python.StandardOutput.ReadToEndAsync();
        var error = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, error);
        return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    private static IEnumerable<string> Differences(JsonNode? ours, JsonNode? theirs, string place)
    {
        switch (ours, theirs)
        {
            case (JsonObject a, JsonObject b):
                return a.Select(member => member.Key).Union(b.Select(member => member.Key))
                    .SelectMany(name => Differences(a[name], b[name], place.Length == 0 ? name : $"{place}.{name}"));
            case (JsonArray a, JsonArray b) when a.Count == b.Count:
                return a.Zip(b).SelectMany((pair, i) => Differences(pair.First, pair.Second, $"{place}[{i}]"));
            default:
                return JsonNode.DeepEquals(ours, theirs) ? [] : [place];
        }
    }
}
