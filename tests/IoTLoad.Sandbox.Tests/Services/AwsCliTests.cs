using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Tests.Lambda;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>The AWS CLI, unchanged but for the endpoint.</summary>
public sealed class AwsCliTests
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";

    [Fact]
    public async Task It_makes_a_device_and_a_rule_that_starts_a_function_and_reads_logs_and_metrics()
    {
        Peer.Require("curl");
        await using var sandbox = await RunningSandbox.StartAsync();
        using var folder = new PrivateFolder();
        var zip = folder.Write("function.zip", LambdaSandbox.Zip(("bootstrap", Scripts.Runtime, true)).ToArray());

        await AwsAsync(sandbox, "iot", "create-thing", "--thing-name", "cli");
        var certificate = await AwsAsync(
            sandbox, "iot", "create-keys-and-certificate", "--set-as-active", "--certificate-pem-outfile", folder["c.pem"],
            "--private-key-outfile", folder["c.key"]);
        await AwsAsync(sandbox, "iot", "attach-thing-principal", "--thing-name", "cli", "--principal", Text(certificate, "certificateArn"));
        Assert.Equal("cli", (await AwsAsync(sandbox, "iot", "list-principal-things", "--principal",
            Text(certificate, "certificateArn")))!["things"]![0]!.GetValue<string>());

        var role = (await AwsAsync(sandbox, "iam", "create-role", "--role-name", "cli", "--assume-role-policy-document", Trust))!["Role"]!;
        await AwsAsync(
            sandbox, "iam", "put-role-policy", "--role-name", "cli", "--policy-name", "logs",
            "--policy-document", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}""");
        var function = await AwsAsync(
            sandbox, "lambda", "create-function", "--function-name", "cli", "--runtime", "provided.al2023", "--handler", "bootstrap",
            "--role", Text(role, "Arn"), "--zip-file", $"fileb://{zip}", "--timeout", "30");
        await AwsAsync(sandbox, "lambda", "wait", "function-active-v2", "--function-name", "cli");
        await AwsAsync(sandbox, "lambda", "invoke", "--function-name", "cli", "--payload", """{"by":"cli"}""", folder["out.json"]);
        Assert.Equal("cli", JsonNode.Parse(await File.ReadAllTextAsync(folder["out.json"],
            TestContext.Current.CancellationToken))!["event"]!["by"]!.GetValue<string>());
        await AwsAsync(
            sandbox, "lambda", "add-permission", "--function-name", "cli", "--statement-id", "rule", "--action", "lambda:InvokeFunction",
            "--principal", "iot.amazonaws.com", "--source-arn", "arn:aws:iot:us-east-1:123456789012:rule/cli");
        var rule = $$$"""{"sql":"SELECT * FROM 'cli/#'","actions":[{"lambda":{"functionArn":"{{{Text(function!, "FunctionArn")}}}"}}]}""";
        await AwsAsync(sandbox, "iot", "create-topic-rule", "--rule-name", "cli", "--topic-rule-payload", rule);
        await AwsAsync(sandbox, "iot-data", "publish", "--topic", "cli/a b", "--qos", "1", "--payload", """{"by":"rule"}""");

        // There is no event for "the function has run".
        string[] query = ["logs", "filter-log-events", "--log-group-name", "/aws/lambda/cli", "--filter-pattern", "\"event {\" rule"];
        JsonNode? lines;
        do
        {
            lines = await AwsAsync(sandbox, query);
        }
        while (lines!["events"]!.AsArray().Count == 0);
        Assert.Equal("""event {"by":"rule"}""", lines["events"]![0]!["message"]!.GetValue<string>().TrimEnd());

        var data = await AwsAsync(
            sandbox, "cloudwatch", "get-metric-data", "--start-time", At(-10), "--end-time", At(2), "--metric-data-queries",
            """[{"Id":"q","MetricStat":{"Metric":{"Namespace":"AWS/IoT","MetricName":"PublishIn.Success","Dimensions":[{"Name":"Protocol","Value":"HTTP"}]},"Period":60,"Stat":"Sum"}}]""");
        Assert.Equal(1, data!["MetricDataResults"]![0]!["Values"]!.AsArray().Sum(value => value!.GetValue<double>()));
    }

    [Fact]
    public async Task It_shows_errors_as_those_of_AWS()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        Assert.Contains(
            "(ResourceNotFoundException) when calling the DescribeThing operation: The specified resource does not exist",
            await RefusedAsync(sandbox, sandbox.Endpoints.SecretKey, "iot", "describe-thing", "--thing-name", "none"),
            StringComparison.Ordinal);
        Assert.Contains(
            "(UnknownOperationException) when calling the ListThingTypes operation: The sandbox does not know",
            await RefusedAsync(sandbox, sandbox.Endpoints.SecretKey, "iot", "list-thing-types"),
            StringComparison.Ordinal);
        Assert.Contains(
            "(SignatureDoesNotMatch)", await RefusedAsync(sandbox, "wrong", "sts", "get-caller-identity"), StringComparison.Ordinal);
        Assert.Contains(
            "(InvalidSignatureException)", await RefusedAsync(sandbox, "wrong", "cloudwatch", "list-metrics"), StringComparison.Ordinal);
    }

    private static string At(int minutes) =>
        DateTime.UtcNow.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node, string name) => node![name]!.GetValue<string>();

    private static async Task<JsonNode?> AwsAsync(RunningSandbox sandbox, params string[] arguments)
    {
        var (code, output, error) = await RunAsync(sandbox, sandbox.Endpoints.SecretKey, arguments);
        Assert.True(code == 0, $"aws {string.Join(' ', arguments)}: {error}");
        return output.Trim().Length > 0 ? JsonNode.Parse(output) : null;
    }

    private static async Task<string> RefusedAsync(RunningSandbox sandbox, string secret, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(sandbox, secret, arguments);
        Assert.NotEqual(0, code);
        return error;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(RunningSandbox sandbox, string secret, string[] arguments)
    {
        using var cli = Process.Start(new ProcessStartInfo(Peer.Require("aws"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["AWS_ENDPOINT_URL"] = sandbox.Url,
                ["AWS_ACCESS_KEY_ID"] = sandbox.Endpoints.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = secret,
                ["AWS_DEFAULT_REGION"] = sandbox.Endpoints.Region,
                ["AWS_PAGER"] = "",
                ["AWS_MAX_ATTEMPTS"] = "1",
            },
        })!;
        var output = cli.StandardOutput.ReadToEndAsync();
        var error = await cli.StandardError.ReadToEndAsync();
        await cli.WaitForExitAsync();
        return (cli.ExitCode, await output, error);
    }
}
