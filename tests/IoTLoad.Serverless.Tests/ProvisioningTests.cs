using System.Management.Automation;
using System.Text.Json;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>Fleet provisioning by claim and just-in-time registration, in the sandbox.</summary>
public sealed partial class ProvisioningTests : IDisposable
{
    private const string Trust = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},"Action":"sts:AssumeRole"}]}
        """;

    private const string Template = """
        {
          "Parameters": { "Serial": { "Type": "String" }, "AWS::IoT::Certificate::Id": { "Type": "String" } },
          "Resources": {
            "thing": { "Type": "AWS::IoT::Thing", "Properties": {
              "ThingName": { "Fn::Join": ["-", ["fleet", { "Ref": "Serial" }]] },
              "AttributePayload": { "iotload-made-by": "IoTLoad", "iotload-fleet": "fleet",
                "iotload-certificate": { "Ref": "AWS::IoT::Certificate::Id" } } } },
            "certificate": { "Type": "AWS::IoT::Certificate", "Properties": {
              "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "Active" } },
            "policy": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyName": "POLICY" } }
          }
        }
        """;

    private readonly ModuleSession _session = new();
    private readonly PrivateFolder _folder = new();
    private readonly PSObject _sandbox;

    public ProvisioningTests() => _sandbox = _session.One(
        "$folder = $path; $sandbox = Start-IoTLoadSandbox -Region eu-west-1; $sandbox", ("path", _folder["devices"]));

    public void Dispose()
    {
        _session.Run("$sandbox | Stop-IoTLoadSandbox");
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact(DisableParallelization = true)]
    public async Task Two_hundred_devices_get_their_own_identities_run_a_test_and_are_removed_without_a_trace()
    {
        // The policy is that of devices that were made here, and lets each connect as its thing.
        _session.One("$sandbox | New-IoTLoadDevice 1 -NamePrefix fleet -OwnClientId -OutputFolder $folder");
        await PrepareAsync("fleet", "fleet-device");

        var result = _session.One("$registered = $sandbox | Register-IoTLoadDevice 200 fleet -ClaimCertificateFile $claim "
            + "-ClaimKeyFile $key -NamePrefix fleet -Parameter @{ Serial = '{{device+1}}' } -Rate 10 -Timeout 5m -OutputFolder $folder; "
            + "$registered");

        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Equal((200, 200, 0, 0), (result.Count("Requested"), result.Count("Provisioned"), result.Count("Failed"),
            result.Count("NotStarted")));
        var steps = _session.Run("$registered.Steps");
        Assert.Equal(["ClaimConnect", "CreateKeys", "RegisterThing", "Reconnect"], steps.Select(step => step.Text("Step")));
        Assert.All(steps, step =>
        {
            Assert.Equal((200, 200, 0), (step.Count("Attempts"), step.Count("Succeeded"), step.Count("Failed")));
            Assert.True((double)step.Get("P50")! > 0 && (double)step.Get("P50")! <= (double)step.Get("Max")!);
        });
        Assert.Equal(200, result.Count("Latency.Count"));
        var devices = _session.Run("$registered.Devices");
        Assert.Equal(Enumerable.Range(1, 200).Select(number => $"fleet-{number}"), devices.Select(device => device.Text("Name")));
        Assert.Equal(200, devices.Select(device => device.Text("CertificateId")).Distinct().Count());

        var test = _session.One("$registered | Start-IoTLoadTest $sandbox.Endpoint -CaFile $sandbox.CaFile -Rate 400 -Duration 1s");
        test.AssertSumsHold();
        Assert.Equal((200, 200, 400), (test.Count("Devices"), test.Count("PeakOnline"), test.Count("Counters.Received")));

        Assert.Equal(201, _session.Run("$sandbox | Get-IoTLoadDevice fleet -OutputFolder $folder | Where-Object KeyFile").Count);
        _session.Run("$sandbox | Remove-IoTLoadDevice fleet -RequestRate 1000 -OutputFolder $folder -Confirm:$false");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Empty(_session.Run("$sandbox | Get-IoTLoadDevice"));

        // The claim certificate is the only one left.
        using var left = JsonDocument.Parse(await AwsAsync("iot", "list-certificates"));
        Assert.Single(left.RootElement.GetProperty("certificates").EnumerateArray());
    }

    [Fact]
    public async Task What_fails_is_counted_by_step_and_reason_and_a_failing_template_is_named()
    {
        var claim = await PrepareAsync("fleet", "no-such-policy");
        const string Register = "$registered = $sandbox | Register-IoTLoadDevice 6 TEMPLATE -ClaimCertificateFile $claim "
            + "-ClaimKeyFile $key -NamePrefix bad -Rate 50 -Timeout 5m -OutputFolder $folder -Parameter @{ Serial = '{{device}}' }";

        _session.Run(Register.Replace("TEMPLATE", "nosuch", StringComparison.Ordinal));
        Assert.StartsWith("ProvisioningTemplateNotFound,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("nosuch", _session.Error.ToString(), StringComparison.Ordinal);

        Fails("RegisterThing", "ResourceRegistrationFailureException", "no-such-policy", 2);

        await AwsAsync("iot", "update-certificate", "--certificate-id", claim, "--new-status", "REVOKED");

        // Whether the alert or the end of the connection is seen first is chance.
        Fails("ClaimConnect", "ClosedByPeer|TlsClientCertificateRefused", "certificate", 0);

        await AwsAsync("iot", "update-provisioning-template", "--template-name", "fleet", "--no-enabled");
        _session.Run(Register.Replace("TEMPLATE", "fleet", StringComparison.Ordinal));
        Assert.StartsWith("ProvisioningTemplateDisabled,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["devices"]));

        void Fails(string step, string reason, string example, int before)
        {
            _session.Run(Register.Replace("TEMPLATE", "fleet", StringComparison.Ordinal));
            Assert.StartsWith("ProvisioningFailed,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains($"6 of 6 devices failed at {step}", _session.Error.ToString(), StringComparison.Ordinal);
            var result = _session.One("$registered");
            Assert.Equal((6, 0, 6), (result.Count("Requested"), result.Count("Provisioned"), result.Count("Failed")));
            var failure = _session.One("$registered.Failures");
            Assert.Equal((step, 6), (failure.Text("Step"), failure.Count("Count")));
            Assert.Contains(failure.Text("Reason"), reason.Split('|'));
            Assert.Contains(example, failure.Text("Example"), StringComparison.Ordinal);
            var steps = _session.Run("$registered.Steps").Select(each => (each.Count("Attempts"), each.Count("Succeeded"))).ToList();
            Assert.Equal([.. Enumerable.Repeat((6L, 6L), before), (6L, 0L), .. Enumerable.Repeat((0L, 0L), 3 - before)], steps);
        }
    }

    [Fact]
    public async Task The_accounts_templates_of_fleet_provisioning_are_completed_and_none_without_credentials()
    {
        await PrepareAsync("fleet", "any");
        string[] create = ["iot", "create-provisioning-template", "--enabled", "--provisioning-role-arn", await RoleAsync("other")];
        await AwsAsync([.. create, "--template-name", "field", "--template-body", Template]);
        await AwsAsync([.. create, "--template-name", "first-contact", "--type", "JITP", "--template-body", JustInTimeTemplate]);
        const string Line = "Register-IoTLoadDevice -Count 1 -Region eu-west-1 -EndpointUrl URL KEYS-ProvisioningTemplate f";
        var line = Line.Replace("URL", _sandbox.Text("EndpointUrl"), StringComparison.Ordinal);
        var keys = $"-AccessKey {_sandbox.Text("AccessKey")} -SecretKey {_sandbox.Text("SecretKey")} ";

        Assert.Equal(["field", "fleet"], Complete(line.Replace("KEYS", keys, StringComparison.Ordinal)));
        Assert.Empty(Complete(line.Replace("KEYS", "", StringComparison.Ordinal)));

        IEnumerable<string> Complete(string text) => _session
            .Run("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches",
                ("line", text))
            .Where(match => match.Text("ResultType") != "ProviderItem").Select(match => match.Text("CompletionText"));
    }

    [Theory]
    [InlineData("-ClaimCertificateFile none.pem -ClaimKeyFile none.key", "ClaimCertificateInvalid")]
    [InlineData("-ClaimCertificateFile $sandbox.CertificateFile -ClaimKeyFile $sandbox.KeyFile -NamePrefix 'a b'", "InvalidNamePrefix")]
    [InlineData("-ClaimCertificateFile $sandbox.CertificateFile -ClaimKeyFile $sandbox.KeyFile -Timeout 0s", "InvalidTimeout")]
    [InlineData("-ClaimCertificateFile $sandbox.CertificateFile -ClaimKeyFile $sandbox.KeyFile -Timeout x", "InvalidDuration")]
    public void What_cannot_be_is_refused_before_anything_starts(string parameters, string errorId)
    {
        Assert.Empty(_session.Run($"$sandbox | Register-IoTLoadDevice 1 fleet {parameters}"));
        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(_session.Run("$sandbox | Register-IoTLoadDevice 1 fleet -ClaimCertificateFile $sandbox.CertificateFile "
            + "-ClaimKeyFile $sandbox.KeyFile -WhatIf"));
        Assert.Empty(_session.Errors);
    }

    [Theory]
    [InlineData("fleet -ClaimCertificateFile none.pem -ClaimKeyFile none.key", "ClaimCertificateInvalid")]
    [InlineData("-DeviceCaFile none.pem -DeviceCaKeyFile none.key", "DeviceCaInvalid")]
    public void A_file_that_is_not_there_is_noticed_before_credentials_are_looked_for(string parameters, string errorId)
    {
        Assert.Empty(_session.Run($"Register-IoTLoadDevice 1 {parameters} -WhatIf"));

        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    /// <summary>Makes the template and the claim certificate, <c>$claim</c> and <c>$key</c>.</summary>
    /// <returns>ID of the claim certificate.</returns>
    private async Task<string> PrepareAsync(string template, string policy)
    {
        var rights = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"},
            {"Effect":"Allow","Action":["iot:Publish","iot:Receive"],"Resource":["ARN:topic/$aws/certificates/create/json*",
            "ARN:topic/$aws/provisioning-templates/fleet/provision/json*"]},
            {"Effect":"Allow","Action":"iot:Subscribe","Resource":["ARN:topicfilter/$aws/certificates/create/json*",
            "ARN:topicfilter/$aws/provisioning-templates/fleet/provision/json*"]}]}
            """.Replace("ARN", $"arn:aws:iot:eu-west-1:{_sandbox.Text("AccountId")}", StringComparison.Ordinal);
        var role = await RoleAsync();
        await AwsAsync("iot", "create-provisioning-template", "--template-name", template, "--enabled", "--provisioning-role-arn", role,
            "--template-body", Template.Replace("POLICY", policy, StringComparison.Ordinal));
        using var made = JsonDocument.Parse(await AwsAsync("iot", "create-keys-and-certificate", "--set-as-active",
            "--certificate-pem-outfile", _folder["claim.pem"], "--private-key-outfile", _folder["claim.key"]));
        await AwsAsync("iot", "create-policy", "--policy-name", "claim", "--policy-document", rights);
        await AwsAsync("iot", "attach-policy", "--policy-name", "claim", "--target",
            made.RootElement.GetProperty("certificateArn").GetString()!);
        _session.Run("$claim = $c; $key = $k", ("c", _folder["claim.pem"]), ("k", _folder["claim.key"]));
        return made.RootElement.GetProperty("certificateId").GetString()!;
    }

    private async Task<string> RoleAsync(string name = "provisioner") => JsonDocument.Parse(await AwsAsync(
        "iam", "create-role", "--role-name", name, "--assume-role-policy-document", Trust))
        .RootElement.GetProperty("Role").GetProperty("Arn").GetString()!;

    private Task<string> AwsAsync(params string[] arguments) => AwsCli.RunAsync(
        new Uri(_sandbox.Text("EndpointUrl")), _sandbox.Text("AccessKey"), _sandbox.Text("SecretKey"), arguments);
}
