using System.Diagnostics;
using System.Globalization;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Tests.Hosting;

namespace IoTLoad.Sandbox.Tests.Lambda;

/// <summary>Functions in a sandbox with all its services: started by rules, with a role's rights, and gone with it.</summary>
public sealed class WholeSandboxTests
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private const string LogRights = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:*:*:log-group:/aws/lambda/f:*"}]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trigger_fans_out_by_ten_rules_to_ten_functions_that_really_run()
    {
        Peer.Require("curl");
        await using var sandbox = await RunningSandbox.StartAsync();
        var function = await CreateAsync(sandbox);
        for (var rule = 1; rule <= 10; rule++)
        {
            await sandbox.Lambda().AddPermissionAsync(
                new()
                {
                    FunctionName = "f",
                    StatementId = $"rule{rule}",
                    Action = "lambda:InvokeFunction",
                    Principal = "iot.amazonaws.com",
                    SourceArn = $"arn:aws:iot:us-east-1:123456789012:rule/trigger_{rule}"
                }, Stop);
            await sandbox.IoT().CreateTopicRuleAsync(
                new()
                {
                    RuleName = $"trigger_{rule}",
                    TopicRulePayload = new()
                    {
                        Sql = $"SELECT *, '{rule}' AS ruleNo FROM 'loadtest/lambda/mqtt'",
                        Actions = [new() { Lambda = new() { FunctionArn = function.FunctionArn } }]
                    },
                }, Stop);
        }

        await MosquittoAsync(sandbox, "loadtest/lambda/mqtt", """{"type":"brief","triggerNo":1}""");

        await LambdaSandbox.UntilAsync(() => Lines(sandbox).Count(line => line.StartsWith("REPORT ", StringComparison.Ordinal)) == 10);
        Assert.Equal(10, Lines(sandbox).Where(line => line.StartsWith("init ", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public async Task A_role_without_rights_to_its_logs_leaves_none_and_a_deleted_log_group_stays_away()
    {
        Peer.Require("curl");
        await using var sandbox = await RunningSandbox.StartAsync();
        await CreateAsync(sandbox);

        await sandbox.Logs().DeleteLogGroupAsync(new() { LogGroupName = "/aws/lambda/f" }, Stop);
        await sandbox.Lambda().InvokeAsync(new() { FunctionName = "f" }, Stop);
        Assert.Null(sandbox.Host.Logs.Find("/aws/lambda/f"));

        await sandbox.Logs().CreateLogGroupAsync(new() { LogGroupName = "/aws/lambda/f" }, Stop);
        await sandbox.Lambda().InvokeAsync(new() { FunctionName = "f" }, Stop);
        Assert.NotEmpty(Lines(sandbox));

        var lines = Lines(sandbox).Count;
        await sandbox.Iam().DeleteRolePolicyAsync(new() { RoleName = "function", PolicyName = "logs" }, Stop);
        await sandbox.Lambda().InvokeAsync(new() { FunctionName = "f" }, Stop);
        Assert.Equal(lines, Lines(sandbox).Count);
    }

    [Fact]
    public async Task A_sandbox_that_is_killed_takes_its_functions_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        Peer.Require("curl");
        using var folder = new PrivateFolder();
        await using (var sandbox = await SandboxProgram.StartAsync(folder["state"]))
        {
            var root = new BasicAWSCredentials(sandbox.Endpoints.AccessKey, sandbox.Endpoints.SecretKey);
            var url = sandbox.Endpoints.EndpointUrl.OriginalString;
            using var iam = new AmazonIdentityManagementServiceClient(root,
                new AmazonIdentityManagementServiceConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
            using var lambda = new AmazonLambdaClient(root,
                new AmazonLambdaConfig { ServiceURL = url, AuthenticationRegion = "us-east-1" });
            await iam.CreateRoleAsync(new() { RoleName = "function", AssumeRolePolicyDocument = Trust }, Stop);
            await lambda.CreateFunctionAsync(Function("f"), Stop);
            await lambda.CreateFunctionAsync(Function("g"), Stop);
            Assert.Null((await lambda.InvokeAsync(new() { FunctionName = "f" }, Stop)).FunctionError);
            await lambda.InvokeAsync(new() { FunctionName = "g", InvocationType = InvocationType.Event, Payload = "\"sleep\"" }, Stop);

            // A shell that waits with its curl, and a shell that works with two that it has started.
            await LambdaSandbox.UntilAsync(() => Below(folder.FullPath).Count >= 5);
            sandbox.Process.Kill();
            await sandbox.Process.WaitForExitAsync(Stop);
        }

        await LambdaSandbox.UntilAsync(() => Below(folder.FullPath).Count == 0);
        await LambdaSandbox.UntilAsync(
            () => Directory.GetDirectories(folder["state"], "functions", SearchOption.AllDirectories).Length == 0);
    }

    // Processes whose working directory is below a folder.
    private static List<int> Below(string folder) => [.. Directory.GetDirectories("/proc")
        .Where(process => Path.GetFileName(process).All(char.IsAsciiDigit))
        .Where(process => Target(process)?.StartsWith(folder, StringComparison.Ordinal) == true)
        .Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture))];

    private static string? Target(string process)
    {
        try
        {
            return new FileInfo($"{process}/cwd").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Lines(RunningSandbox sandbox) =>
        [.. sandbox.Host.Logs.Find("/aws/lambda/f")?.Streams.SelectMany(stream => stream.Events).Select(line => line.Message) ?? []];

    private static async Task<CreateFunctionResponse> CreateAsync(RunningSandbox sandbox)
    {
        await sandbox.Iam().CreateRoleAsync(new() { RoleName = "function", AssumeRolePolicyDocument = Trust }, Stop);
        await sandbox.Iam().PutRolePolicyAsync(new() { RoleName = "function", PolicyName = "logs", PolicyDocument = LogRights }, Stop);
        await sandbox.Logs().CreateLogGroupAsync(new() { LogGroupName = "/aws/lambda/f" }, Stop);
        return await sandbox.Lambda().CreateFunctionAsync(Function("f"), Stop);
    }

    private static CreateFunctionRequest Function(string name) => new()
    {
        FunctionName = name,
        Runtime = Runtime.ProvidedAl2023,
        Handler = "bootstrap",
        Role = LambdaSandbox.Role,
        Timeout = 60,
        Code = new() { ZipFile = LambdaSandbox.Zip(("bootstrap", Scripts.Runtime, true)) },
    };

    private static async Task MosquittoAsync(RunningSandbox sandbox, string topic, string message)
    {
        using var client = Process.Start(
            Peer.Require("mosquitto_pub"),
            ["-h", "localhost", "-p", sandbox.Endpoints.DevicePort.ToString(CultureInfo.InvariantCulture), "--cafile", sandbox.Endpoints.CaFile, "--cert", sandbox.Endpoints.CertificateFile, "--key", sandbox.Endpoints.KeyFile, "-q", "1", "-t", topic, "-m", message]);
        await client.WaitForExitAsync(Stop);
        Assert.Equal(0, client.ExitCode);
    }
}
