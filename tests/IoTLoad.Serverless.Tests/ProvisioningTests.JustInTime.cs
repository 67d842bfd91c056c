using System.Text.Json;
using IoTLoad.Peers;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <content>Just-in-time registration.</content>
public sealed partial class ProvisioningTests
{
    private const string JustInTimeTemplate = """
        {
          "Parameters": { "AWS::IoT::Certificate::CommonName": { "Type": "String" },
            "AWS::IoT::Certificate::Country": { "Type": "String" }, "AWS::IoT::Certificate::Id": { "Type": "String" } },
          "Resources": {
            "thing": { "Type": "AWS::IoT::Thing", "Properties": { "ThingName": { "Ref": "AWS::IoT::Certificate::CommonName" },
              "AttributePayload": { "iotload-made-by": "IoTLoad", "iotload-fleet": "jit",
                "iotload-certificate": { "Ref": "AWS::IoT::Certificate::Id" } } } },
            "certificate": { "Type": "AWS::IoT::Certificate", "Properties": {
              "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "ACTIVE" } },
            "policy": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyName": "jit-device" } }
          }
        }
        """;

    [Fact(DisableParallelization = true)]
    public async Task Sixty_devices_are_registered_when_they_first_connect_run_a_test_and_are_removed_without_a_trace()
    {
        await AwsAsync("iot", "create-policy", "--policy-name", "jit-device", "--policy-document", """
            {"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":"iot:Connect","Resource":"arn:aws:iot:eu-west-1:ACCOUNT:client/${iot:Connection.Thing.ThingName}"},
            {"Effect":"Allow","Action":["iot:Publish","iot:Receive","iot:Subscribe"],"Resource":"*"}]}
            """.Replace("ACCOUNT", _sandbox.Text("AccountId"), StringComparison.Ordinal));
        await AwsAsync("iot", "create-provisioning-template", "--template-name", "jit", "--type", "JITP", "--enabled",
            "--template-body", JustInTimeTemplate, "--provisioning-role-arn", await RoleAsync());
        var id = await PrepareAuthorityAsync("--registration-config", "templateName=jit");

        var result = _session.One("$registered = $sandbox | Register-IoTLoadDevice 60 -DeviceCaFile $ca -DeviceCaKeyFile $caKey "
            + "-Subject 'CN={{clientId}}, C=DE' -NamePrefix jit -Rate 20 -RetryInterval 1s -Timeout 5m -OutputFolder $folder; $registered");

        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Equal((60, 60, 0, 0), (result.Count("Requested"), result.Count("Provisioned"), result.Count("Failed"),
            result.Count("NotStarted")));
        Assert.Equal(("jit", id), (result.Text("Template"), result.Text("CaCertificateId")));
        var steps = _session.Run("$registered.Steps");
        Assert.Equal(["FirstConnect", "Activation", "Reconnect"], steps.Select(step => step.Text("Step")));
        Assert.All(steps, step => Assert.Equal((60, 60, 0), (step.Count("Attempts"), step.Count("Succeeded"), step.Count("Failed"))));

        // Each was turned away once at least, and waited before it came back. Timers may be a little early.
        Assert.True(result.Count("Connections") >= 120);
        Assert.True((double)steps[1].Get("P50")! > 900, steps[1].Text("P50"));

        // A client ID may connect once a second, and some have just done so.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        var test = _session.One("$registered | Start-IoTLoadTest $sandbox.Endpoint -CaFile $sandbox.CaFile -Rate 120 -Duration 1s");
        test.AssertSumsHold();
        Assert.Equal((60, 60), (test.Count("Devices"), test.Count("PeakOnline")));

        _session.Run("$sandbox | Remove-IoTLoadDevice jit -RequestRate 1000 -OutputFolder $folder -Confirm:$false");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Empty(_session.Run("$sandbox | Get-IoTLoadDevice"));
        Assert.Equal("[]", (await AwsAsync("iot", "list-certificates", "--query", "certificates")).Trim());
    }

    [Fact]
    public async Task A_certificate_that_somebody_else_activates_lets_its_device_in()
    {
        await PrepareAuthorityAsync();
        await AwsAsync("iot", "create-policy", "--policy-name", "open", "--policy-document",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""");
        var activated = ActivateAsync(2);

        var result = _session.One("$sandbox | Register-IoTLoadDevice 2 -DeviceCaFile $ca -DeviceCaKeyFile $caKey -Rate 10 -Timeout 2m "
            + "-RetryInterval 200ms -OutputFolder $folder");

        await activated;
        Assert.Equal((2, 0), (result.Count("Provisioned"), result.Count("Failed")));
        Assert.Null(result.Get("Template"));

        async Task ActivateAsync(int count)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (count > 0)
            {
                limit.Token.ThrowIfCancellationRequested();
                using var certificates = JsonDocument.Parse(await AwsAsync("iot", "list-certificates"));
                foreach (var certificate in certificates.RootElement.GetProperty("certificates").EnumerateArray()
                    .Where(each => each.GetProperty("status").GetString() == "PENDING_ACTIVATION"))
                {
                    // Active first: a device that is refused for want of a policy has to go on trying.
                    await AwsAsync("iot", "update-certificate", "--new-status", "ACTIVE", "--certificate-id",
                        certificate.GetProperty("certificateId").GetString()!);
                    await AwsAsync("iot", "attach-policy", "--policy-name", "open", "--target",
                        certificate.GetProperty("certificateArn").GetString()!);
                    count--;
                }
            }
        }
    }

    [Fact]
    public async Task Devices_whose_subject_lacks_what_the_template_reads_are_never_activated_and_an_authority_that_is_off_is_refused()
    {
        const string Register = "$registered = $sandbox | Register-IoTLoadDevice 3 -DeviceCaFile $ca -DeviceCaKeyFile $caKey "
            + "-NamePrefix bad -Rate 50 -Timeout 3s -RetryInterval 300ms -OutputFolder $folder";
        using (var unknown = new DeviceAuthority(_folder))
        {
            _session.Run("$ca = $c; $caKey = $k", ("c", unknown.CertificateFile), ("k", unknown.KeyFile));
            Refused("DeviceCaNotRegistered", "register-ca-certificate");
        }

        var id = await PrepareAuthorityAsync("--registration-config",
            JsonSerializer.Serialize(new { templateBody = JustInTimeTemplate, roleArn = await RoleAsync() }));
        await AwsAsync("iot", "update-ca-certificate", "--certificate-id", id, "--new-auto-registration-status", "DISABLE");
        Refused("DeviceCaNotActive", "--new-auto-registration-status ENABLE");
        await AwsAsync("iot", "update-ca-certificate", "--certificate-id", id, "--new-auto-registration-status", "ENABLE");

        _session.Run(Register);
        Assert.StartsWith("ProvisioningFailed,", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("3 of 3 devices failed at Activation", _session.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-Subject", _session.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        var result = _session.One("$registered");
        Assert.Equal((3, 0, 3), (result.Count("Requested"), result.Count("Provisioned"), result.Count("Failed")));
        Assert.Contains(_session.One("$registered.Failures").Text("Reason"), (string[])["ClosedByPeer", "TlsClientCertificateRefused"]);
        Assert.Equal([(3L, 3L), (3L, 0L), (0L, 0L)],
            _session.Run("$registered.Steps").Select(step => (step.Count("Attempts"), step.Count("Succeeded"))));

        // What AWS has registered can still be removed.
        _session.Run("$sandbox | Remove-IoTLoadDevice bad -OutputFolder $folder -Confirm:$false");
        Assert.Empty(_session.Errors.Select(error => error.ToString()));
        Assert.Equal("[]", (await AwsAsync("iot", "list-certificates", "--query", "certificates")).Trim());
        Assert.False(Directory.Exists(_folder["devices"]));

        void Refused(string errorId, string action)
        {
            Assert.Empty(_session.Run(Register));
            Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains(action, _session.Error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder["devices"]));
        }
    }

    [Theory]
    [InlineData("-DeviceCaFile none.pem -DeviceCaKeyFile none.key", "DeviceCaInvalid")]
    [InlineData("-DeviceCaFile $sandbox.CertificateFile -DeviceCaKeyFile $sandbox.KeyFile", "DeviceCaInvalid")]
    [InlineData("-DeviceCaFile $ca -DeviceCaKeyFile $caKey -RetryInterval 0s", "InvalidRetryInterval")]
    [InlineData("-DeviceCaFile $ca -DeviceCaKeyFile $caKey -Subject 'no name'", "InvalidSubject")]
    [InlineData("-DeviceCaFile $ca -DeviceCaKeyFile $caKey -Subject 'CN={{nosuch}}'", "MalformedTemplate")]
    public async Task What_cannot_be_just_in_time_is_refused_before_anything_starts(string parameters, string errorId)
    {
        await PrepareAuthorityAsync();
        Assert.Empty(_session.Run($"$sandbox | Register-IoTLoadDevice 1 {parameters} -OutputFolder $folder"));
        Assert.StartsWith(errorId + ",", _session.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(_session.Error.ErrorDetails.RecommendedAction);
        Assert.False(Directory.Exists(_folder["devices"]));
    }

    /// <summary>Makes an authority and registers it, <c>$ca</c> and <c>$caKey</c>.</summary>
    private async Task<string> PrepareAuthorityAsync(params string[] options)
    {
        using var authority = new DeviceAuthority(_folder, rsa: true);
        var id = await authority.RegisterAsync(AwsAsync, options);
        _session.Run("$ca = $c; $caKey = $k", ("c", authority.CertificateFile), ("k", authority.KeyFile));
        return id;
    }
}
