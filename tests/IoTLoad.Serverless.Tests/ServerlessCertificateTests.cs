using System.Management.Automation;
using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;
using static IoTLoad.Serverless.Tests.ServerlessSession;

namespace IoTLoad.Serverless.Tests;

/// <summary>Client certificates on functions, and who may open the control channel.</summary>
public sealed partial class ServerlessCertificateTests : IDisposable
{
    private const string Certificate = "@{ Certificate = '/iotload/fan/cert'; Key = '/iotload/fan/key' }";

    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task Functions_use_a_certificate_from_Parameter_Store_and_report_with_their_role()
    {
        var device = Session.One("$device = New-IoTLoadDevice 1 -SharedCertificate -OutputFolder $folder @aws; $device",
            ("folder", Path.Combine(TestEnvironment.Home, $"certificate-{Guid.NewGuid():N}")));
        const string Test = "$device | Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Clients 4 -Rate 40 -Duration 2s "
            + $"-ReportInterval 1s {Aws}";

        Assert.Empty(Session.Run(Test));
        Assert.StartsWith("FunctionNeedsParameter,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);

        await PutAsync("cert", device.Text("CertificateFile"));
        await PutAsync("key", device.Text("KeyFile"));
        var result = Session.One($"{Test} -SecretParameter {Certificate}");

        // The policy of the devices denies iotload/*, where the reports are.
        result.AssertSumsHold();
        Assert.Equal((80, 80, 80),
            (result.Count("Counters.Intended"), result.Count("Counters.Acked"), result.Count("Counters.Received")));
        Assert.All(Shards(result), shard => Assert.Equal("Completed", shard.Text("State")));
        Assert.Equal("[]", await _serverless.AwsCliAsync("logs", "filter-log-events", "--log-group-name", "/aws/lambda/fan",
            "--filter-pattern", "\"in this log only\"", "--query", "events"));
        Assert.Equal("[]", await _serverless.RetainedAsync());
        var policy = await _serverless.AwsCliAsync("iot", "get-policy", "--policy-name", device.Text("PolicyName"),
            "--query", "policyDocument");
        Assert.Contains("topic/iotload/*", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("iotload/runs", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_device_has_its_own_identity_from_Parameter_Store_and_a_revoked_one_is_named()
    {
        var folder = Path.Combine(TestEnvironment.Home, $"identities-{Guid.NewGuid():N}");
        var devices = Session.Run("$devices = New-IoTLoadDevice 6 -NamePrefix own -OwnClientId -OutputFolder $folder @aws; $devices",
            ("folder", folder));
        const string Test = "$devices | Start-IoTLoadTest AwsIoTCore -Function fan -Workers 2 -Rate 60 -Duration 2s "
            + $"-ReportInterval 1s {Aws}";
        Assert.Empty(Session.Run(Test));
        Assert.StartsWith("FunctionNeedsParameter,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Session.Run(Test + " -Pattern Downlink -SecretParameter @{ Identities = '/iotload/fan/devices' }"));
        Assert.StartsWith("IdentitiesNeedOwnTopics,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);

        await StoreAsync(folder);
        await _serverless.AwsCliAsync(
            "iot", "update-certificate", "--certificate-id", devices[4].Text("CertificateId"), "--new-status", "REVOKED");
        var result = Session.One(Test + " -SecretParameter @{ Identities = '/iotload/fan/devices' } -ErrorAction SilentlyContinue");

        result.AssertSumsHold();
        Assert.Equal((6, 5, 100), (result.Count("Devices"), result.Count("PeakOnline"), result.Count("Counters.Received")));
        Assert.Contains("Never connected: own-4.", result.Text("Notes"), StringComparison.Ordinal);
        Assert.Equal("[]", await _serverless.AwsCliAsync("logs", "filter-log-events", "--log-group-name", "/aws/lambda/fan",
            "--filter-pattern", "\"PRIVATE KEY\"", "--query", "events"));
    }

    /// <summary>Stores the devices' identities as the page says.</summary>
    private async Task StoreAsync(string folder)
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.Repository, "docs", "serverless.md"), TestContext.Current.CancellationToken);
        var loop = StoringLoop().Match(page).Value.Replace("/iotload/iotload/", "/iotload/fan/", StringComparison.Ordinal);
        Assert.Contains("/iotload/fan/devices/$i", loop, StringComparison.Ordinal);
        var sandbox = Session.One("$sandbox");
        await Pwsh.RunAsync(
            _serverless.Preamble + $"$devices = Get-IoTLoadDevice own -OutputFolder '{folder}' @aws\n{loop}",
            ("AWS_ENDPOINT_URL", sandbox.Text("EndpointUrl")), ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", sandbox.Text("AccessKey")), ("AWS_SECRET_ACCESS_KEY", sandbox.Text("SecretKey")));
    }

    [GeneratedRegex(@"\$i = 0\n.*?\n\}\n", RegexOptions.Singleline)]
    private static partial Regex StoringLoop();

    [Fact]
    public async Task A_session_that_the_control_broker_refuses_hears_which_rights_it_lacks_and_not_of_an_outage()
    {
        const string Trust = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}
            """;
        const string Rights = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
            {"Effect":"Deny","Action":"iot:Subscribe","Resource":"arn:aws:iot:*:*:topicfilter/iotload/runs/*"}]}
            """;
        using var role = JsonDocument.Parse(await _serverless.AwsCliAsync(
            "iam", "create-role", "--role-name", "starter", "--assume-role-policy-document", Trust));
        await _serverless.AwsCliAsync(
            "iam", "put-role-policy", "--role-name", "starter", "--policy-name", "all", "--policy-document", Rights);
        using var assumed = JsonDocument.Parse(await _serverless.AwsCliAsync("sts", "assume-role", "--role-session-name", "test",
            "--role-arn", role.RootElement.GetProperty("Role").GetProperty("Arn").GetString()!));
        var credentials = assumed.RootElement.GetProperty("Credentials");

        Assert.Empty(Session.Run(
            "Start-IoTLoadTest AwsIoTCore -Function fan -Name refused -CaFile $ca -EndpointUrl $sandbox.EndpointUrl -Region eu-west-1 "
                + "-AccessKey $key -SecretKey $secret -SessionToken $token",
            ("key", credentials.GetProperty("AccessKeyId").GetString()!),
            ("secret", credentials.GetProperty("SecretAccessKey").GetString()!),
            ("token", credentials.GetProperty("SessionToken").GetString()!)));

        Assert.StartsWith("ControlRefused,", Session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.PermissionDenied, Session.Error.CategoryInfo.Category);
        Assert.Contains("iot:Subscribe on topicfilter/iotload/runs/*", Session.Error.ErrorDetails.RecommendedAction,
            StringComparison.Ordinal);
        Assert.Empty(_serverless.Functions);
    }

    private Task<string> PutAsync(string name, string file) => _serverless.AwsCliAsync(
        "ssm", "put-parameter", "--type", "SecureString", "--name", $"/iotload/fan/{name}", "--value", $"file://{file}");
}
