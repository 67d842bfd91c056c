using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Tests.Gateway;
using MQTTnet;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>Just-in-time registration and provisioning: authorities by the AWS CLI, devices by mosquitto's clients.</summary>
public sealed class JustInTimeTests : IDisposable
{
    private const string Template = """
        {
          "Parameters": { "AWS::IoT::Certificate::CommonName": { "Type": "String" },
            "AWS::IoT::Certificate::Organization": { "Type": "String" }, "AWS::IoT::Certificate::Id": { "Type": "String" } },
          "Resources": {
            "thing": { "Type": "AWS::IoT::Thing", "Properties": { "ThingName": { "Ref": "AWS::IoT::Certificate::CommonName" },
              "AttributePayload": { "maker": { "Ref": "AWS::IoT::Certificate::Organization" } } } },
            "certificate": { "Type": "AWS::IoT::Certificate", "Properties": {
              "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "ACTIVE" } },
            "policy": { "Type": "AWS::IoT::Policy", "Properties": { "PolicyName": "devices" } }
          }
        }
        """;

    private const string Trust = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},"Action":"sts:AssumeRole"}]}
        """;

    private const string Policy = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*",
        "Condition":{"Bool":{"iot:Connection.Thing.IsAttached":["true"]}}}]}
        """;

    private readonly PrivateFolder _folder = new();
    private readonly DeviceAuthority _authority;

    public JustInTimeTests() => _authority = new DeviceAuthority(_folder);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_connection_ends_and_the_authoritys_template_lets_the_device_in(bool named)
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.AwsCliAsync("iot", "create-policy", "--policy-name", "devices", "--policy-document", Policy);
        var role = await RoleAsync(sandbox);
        if (named)
        {
            await sandbox.AwsCliAsync("iot", "create-provisioning-template", "--template-name", "jit", "--type", "JITP", "--enabled",
                "--template-body", Template, "--provisioning-role-arn", role);
        }

        var id = await _authority.RegisterAsync(sandbox.AwsCliAsync, "--registration-config",
            named ? "templateName=jit" : JsonSerializer.Serialize(new { templateBody = Template, roleArn = role }));
        using var client = await WatcherAsync(sandbox);
        var events = await Inbox.OfAsync(client, "$aws/events/certificates/registered/#");
        var device = _authority.Issue("unit-1", "CN=unit-1, O=Example");

        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-1"));

        var said = await events.NextAsync();
        Assert.Equal($"$aws/events/certificates/registered/{id}", said.Topic);
        var registered = JsonDocument.Parse(Inbox.Text(said)).RootElement;
        Assert.Equal((id, "PENDING_ACTIVATION", sandbox.Host.Account.Id), (registered.GetProperty("caCertificateId").GetString(),
            registered.GetProperty("certificateStatus").GetString(), registered.GetProperty("awsAccountId").GetString()));
        var certificate = registered.GetProperty("certificateId").GetString()!;
        await UntilAsync(() => sandbox.Host.Devices.Certificates[certificate].IsActive);
        Assert.Equal(0, await PublishAsync(sandbox, device, "unit-1"));
        Assert.Equal("Example", sandbox.Host.Devices.Things["unit-1"].Attributes["maker"]);
        var described = JsonDocument.Parse(await sandbox.AwsCliAsync("iot", "describe-certificate", "--certificate-id", certificate));
        Assert.Equal(id, described.RootElement.GetProperty("certificateDescription").GetProperty("caCertificateId").GetString());
        var config = JsonDocument.Parse(await sandbox.AwsCliAsync("iot", "describe-ca-certificate", "--certificate-id", id))
            .RootElement.GetProperty("registrationConfig");
        Assert.Equal(named ? "jit" : Template, config.GetProperty(named ? "templateName" : "templateBody").GetString());
    }

    [Fact]
    public async Task Without_a_template_a_rule_hears_of_the_certificate_and_whoever_activates_it_lets_the_device_in()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await sandbox.AwsCliAsync("iot", "create-policy", "--policy-name", "open", "--policy-document",
            Policy[..Policy.IndexOf(",\n\"Condition", StringComparison.Ordinal)] + "}]}");
        var rule = JsonSerializer.Serialize(new
        {
            sql = "SELECT certificateId FROM '$aws/events/certificates/registered/#'",
            actions = new[] { new { republish = new { topic = "newcomers", roleArn = await RoleAsync(sandbox) } } },
        });
        await sandbox.AwsCliAsync("iot", "create-topic-rule", "--rule-name", "newcomers", "--topic-rule-payload", rule);
        await _authority.RegisterAsync(sandbox.AwsCliAsync);
        using var client = await WatcherAsync(sandbox);
        var newcomers = await Inbox.OfAsync(client, "newcomers");
        var device = _authority.Issue("unit-2", "CN=unit-2");

        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-2"));
        var id = JsonDocument.Parse(await newcomers.NextTextAsync()).RootElement.GetProperty("certificateId").GetString()!;
        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-2"));

        await sandbox.AwsCliAsync("iot", "attach-policy", "--policy-name", "open", "--target",
            sandbox.Host.Devices.Certificates[id].Arn);
        await sandbox.AwsCliAsync("iot", "update-certificate", "--certificate-id", id, "--new-status", "ACTIVE");
        Assert.Equal(0, await PublishAsync(sandbox, device, "unit-2"));

        // Registered once, and not with each attempt.
        Assert.True(newcomers.IsEmpty);
    }

    [Fact]
    public async Task A_device_is_not_registered_unless_its_authority_is_and_stays_pending_if_its_subject_lacks_a_parameter()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var devices = sandbox.Host.Devices;
        var device = _authority.Issue("unit-3", "CN=unit-3");
        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-3"));
        var id = await _authority.RegisterAsync(sandbox.AwsCliAsync, "--registration-config",
            JsonSerializer.Serialize(new { templateBody = Template, roleArn = await RoleAsync(sandbox) }));
        string[] update = ["iot", "update-ca-certificate", "--certificate-id", id];
        await sandbox.AwsCliAsync([.. update, "--new-auto-registration-status", "DISABLE"]);
        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-3"));
        await sandbox.AwsCliAsync([.. update, "--new-auto-registration-status", "ENABLE", "--new-status", "INACTIVE"]);
        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-3"));

        // An authority of the same name is another one.
        await sandbox.AwsCliAsync([.. update, "--new-status", "ACTIVE"]);
        using var other = new DeviceAuthority(_folder);
        Assert.NotEqual(0, await PublishAsync(sandbox, other.Issue("unit-4", "CN=unit-4"), "unit-4"));
        Assert.Empty(devices.Certificates);

        Assert.NotEqual(0, await PublishAsync(sandbox, device, "unit-3"));
        Assert.Equal("PENDING_ACTIVATION", Assert.Single(devices.Certificates.Values).Status);
        Assert.Empty(devices.Things);
        await Assert.ThrowsAnyAsync<Exception>(() => sandbox.AwsCliAsync("iot", "delete-ca-certificate", "--certificate-id", id));
        await sandbox.AwsCliAsync([.. update, "--new-status", "INACTIVE"]);
        await sandbox.AwsCliAsync("iot", "delete-ca-certificate", "--certificate-id", id);
        Assert.Equal("[]", (await sandbox.AwsCliAsync("iot", "list-ca-certificates", "--query", "certificates")).Trim());
    }

    [Fact]
    public async Task An_authority_that_does_not_show_its_key_is_not_registered()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var role = await RoleAsync(sandbox);
        var config = JsonSerializer.Serialize(new
        {
            templateBody = Template.Replace("Certificate::Organization", "Certificate::Colour", StringComparison.Ordinal),
            roleArn = role,
        });
        string[] register = ["iot", "register-ca-certificate", "--ca-certificate", $"file://{_authority.CertificateFile}"];
        string[] proof = ["--verification-certificate", $"file://{_authority.Issue("wrong", "CN=wrong").Certificate}"];
        (string[] Options, string Says)[] cases =
        [
            ([], "needs a verification certificate"),
            (proof, "registration code"),
            ([.. proof, "--certificate-mode", "SNI_ONLY"], "must be empty"),
            (["--certificate-mode", "SNI_ONLY", "--registration-config", config], "no parameter AWS::IoT::Certificate::Colour"),
            (["--certificate-mode", "SNI_ONLY", "--registration-config", "templateName=none"], "none does not exist"),
        ];
        foreach (var (options, says) in cases)
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => sandbox.AwsCliAsync([.. register, .. options]));
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        }

        await sandbox.AwsCliAsync([.. register, "--certificate-mode", "SNI_ONLY"]);
        var again = await Assert.ThrowsAnyAsync<Exception>(
            () => sandbox.AwsCliAsync([.. register, "--certificate-mode", "SNI_ONLY"]));
        Assert.Contains("ResourceAlreadyExistsException", again.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RoleAsync(RunningSandbox sandbox) => JsonDocument.Parse(await sandbox.AwsCliAsync(
        "iam", "create-role", "--role-name", "provisioner", "--assume-role-policy-document", Trust))
        .RootElement.GetProperty("Role").GetProperty("Arn").GetString()!;

    /// <returns>The exit code of mosquitto_pub.</returns>
    private static async Task<int> PublishAsync(RunningSandbox sandbox, CertificateFiles device, string clientId)
    {
        using var publisher = Process.Start(new ProcessStartInfo(Peer.Require("mosquitto_pub"),
        [
            "-h", "localhost", "-p", sandbox.Endpoints.DevicePort.ToString(CultureInfo.InvariantCulture),
            "--cafile", sandbox.Endpoints.CaFile, "--cert", device.Certificate, "--key", device.Key,
            "-i", clientId, "-t", "up", "-m", "hello", "-q", "1",
        ])
        {
            RedirectStandardError = true,
        })!;
        await publisher.StandardError.ReadToEndAsync(Stop);
        await publisher.WaitForExitAsync(Stop);
        return publisher.ExitCode;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private static async Task<IMqttClient> WatcherAsync(RunningSandbox sandbox)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var identity = X509Certificate2.CreateFromPemFile(sandbox.Endpoints.CertificateFile, sandbox.Endpoints.KeyFile);
        var authority = X509CertificateLoader.LoadCertificateFromFile(sandbox.Endpoints.CaFile);
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("localhost", sandbox.Endpoints.DevicePort)
                .WithClientId("watcher")
                .WithTlsOptions(tls => tls.UseTls().WithTargetHost("localhost").WithTrustChain([authority])
                    .WithRevocationMode(X509RevocationMode.NoCheck).WithClientCertificates(new X509Certificate2Collection(identity)))
                .Build(), Stop);
        return client;
    }
}
