using System.Text;
using System.Text.Json;
using IoTLoad.Sandbox.Services.IoT;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>Fleet provisioning by claim: templates by the AWS CLI, requests by AWS's own device client, and what is refused.</summary>
public sealed class FleetProvisioningTests(Gateway.DeviceClientTests.Packages packages) : IClassFixture<Gateway.DeviceClientTests.Packages>
{
    private const string Template = """
        {
          "Parameters": { "Serial": { "Type": "String" }, "Site": { "Type": "String", "Default": "north" } },
          "Resources": {
            "thing": { "Type": "AWS::IoT::Thing", "Properties": {
              "ThingName": { "Fn::Join": ["-", ["unit", { "Ref": "Serial" }]] }, "AttributePayload": { "site": { "Ref": "Site" } } } },
            "certificate": { "Type": "AWS::IoT::Certificate", "Properties": {
              "CertificateId": { "Ref": "AWS::IoT::Certificate::Id" }, "Status": "Active" } },
            "policy": { "Type": "AWS::IoT::Policy", "Properties": {
              "PolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}]}" } }
          },
          "DeviceConfiguration": { "Url": "https://example.com" }
        }
        """;

    private const string Trust = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},"Action":"sts:AssumeRole"}]}
        """;

    private static readonly string[] Templates = ["nosuch", "off", "fleet", "fleet"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_gets_its_identity_and_each_refusal_names_the_template()
    {
        var package = await packages.InstalledAsync();
        await using var sandbox = await RunningSandbox.StartAsync();
        var role = await RoleAsync(sandbox);
        var made = JsonDocument.Parse(await CreateAsync(sandbox, "fleet", Template, role)).RootElement;
        Assert.EndsWith(":provisioningtemplate/fleet", made.GetProperty("templateArn").GetString(), StringComparison.Ordinal);
        await CreateAsync(sandbox, "off", Template, role, "--no-enabled");
        using var client = package.Run("provision.js", JsonSerializer.Serialize(new
        {
            host = "localhost",
            port = sandbox.Endpoints.DevicePort,
            ca = sandbox.Endpoints.CaFile,
            certificate = sandbox.Endpoints.CertificateFile,
            key = sandbox.Endpoints.KeyFile,
            templates = Templates,
        }));
        var errors = client.StandardError.ReadToEndAsync(Stop);
        var said = (await client.StandardOutput.ReadToEndAsync(Stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        await client.WaitForExitAsync(Stop);
        Assert.True(client.ExitCode == 0, await errors);

        Assert.Equal((404, "The provisioning template nosuch does not exist."), Refusal(said[1]));
        Assert.Equal((400, "The provisioning template off is not enabled."), Refusal(said[2]));
        Assert.Equal("unit-7", said[3].GetProperty("thingName").GetString());
        Assert.Equal("https://example.com", said[3].GetProperty("deviceConfiguration").GetProperty("Url").GetString());
        Assert.Equal((400, "The certificate ownership token is not known, has been used, or has expired."), Refusal(said[4]));
        var iot = sandbox.IoT();
        var id = said[0].GetProperty("certificateId").GetString()!;
        Assert.Equal("ACTIVE", (await iot.DescribeCertificateAsync(new() { CertificateId = id }, Stop)).CertificateDescription!.Status);
        Assert.Equal("north", (await iot.DescribeThingAsync(new() { ThingName = "unit-7" }, Stop)).Attributes!["site"]);
        Assert.Contains($"cert/{id}", await sandbox.AwsCliAsync("iot", "list-thing-principals", "--thing-name", "unit-7"),
            StringComparison.Ordinal);
        Assert.Equal(64, JsonDocument.Parse(await sandbox.AwsCliAsync("iot", "list-policies")).RootElement.GetProperty("policies")[0]
            .GetProperty("policyName").GetString()!.Length);
    }

    [Fact]
    public async Task A_template_of_which_a_part_is_not_known_is_refused_and_one_that_exists_can_be_changed_and_removed()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var role = await RoleAsync(sandbox);
        (string Body, string Role, string Says)[] cases =
        [
            ("[]", role, "not a JSON object"),
            (Template.Replace("Fn::Join", "Fn::Sub", StringComparison.Ordinal), role, "neither a text, Ref nor Fn::Join"),
            (Template.Replace("\"Ref\": \"Site\"", "\"Ref\": \"Place\"", StringComparison.Ordinal), role, "The parameter Place"),
            (Template.Replace("ThingName", "ThingGroups", StringComparison.Ordinal), role, "ThingGroups"),
            (Template.Replace("AWS::IoT::Certificate\"", "AWS::IoT::Policy\"", StringComparison.Ordinal), role, "CertificateId"),
            (Template, role.Replace("provisioner", "nobody", StringComparison.Ordinal), "cannot be assumed"),
        ];
        foreach (var (body, by, says) in cases)
        {
            var refusal = await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync(sandbox, "fleet", body, by));
            Assert.Contains("InvalidRequestException", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        }

        await CreateAsync(sandbox, "fleet", Template, role);
        Assert.Contains("ResourceAlreadyExistsException",
            (await Assert.ThrowsAnyAsync<Exception>(() => CreateAsync(sandbox, "fleet", Template, role))).Message,
            StringComparison.Ordinal);
        string[] named = ["--template-name", "fleet"];
        await sandbox.AwsCliAsync(["iot", "update-provisioning-template", .. named, "--no-enabled"]);
        var found = JsonDocument.Parse(await sandbox.AwsCliAsync(["iot", "describe-provisioning-template", .. named])).RootElement;
        Assert.Equal((false, Template), (found.GetProperty("enabled").GetBoolean(), found.GetProperty("templateBody").GetString()));
        await sandbox.AwsCliAsync(["iot", "delete-provisioning-template", .. named]);
        Assert.Equal("[]",
            (await sandbox.AwsCliAsync("iot", "list-provisioning-templates", "--query", "templates")).Trim());
    }

    [Fact]
    public async Task A_certificate_whose_token_has_expired_is_gone()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var clock = new TestClock(DateTimeOffset.UtcNow);
        var provisioning = new FleetProvisioning(sandbox.Host.Devices, clock);
        const string Topic = "$aws/certificates/create/json";

        var made = JsonDocument.Parse(provisioning.Answer(Topic, default).Payload).RootElement;
        var id = made.GetProperty("certificateId").GetString()!;
        Assert.Equal("PENDING_ACTIVATION", sandbox.Host.Devices.Certificates[id].Status);
        clock.Now += TimeSpan.FromHours(1);
        var (topic, payload) = provisioning.Answer(
            "$aws/provisioning-templates/fleet/provision/json", Encoding.UTF8.GetBytes("""{"certificateOwnershipToken":"x"}"""));

        Assert.EndsWith("/rejected", topic, StringComparison.Ordinal);
        Assert.Contains("fleet", Encoding.UTF8.GetString(payload), StringComparison.Ordinal);
        Assert.False(sandbox.Host.Devices.Certificates.ContainsKey(id));
    }

    private static (int, string?) Refusal(JsonElement answer) => (
        answer.GetProperty("refused").GetProperty("statusCode").GetInt32(),
        answer.GetProperty("refused").GetProperty("errorMessage").GetString());

    private static async Task<string> RoleAsync(RunningSandbox sandbox) => JsonDocument.Parse(await sandbox.AwsCliAsync(
        "iam", "create-role", "--role-name", "provisioner", "--assume-role-policy-document", Trust))
        .RootElement.GetProperty("Role").GetProperty("Arn").GetString()!;

    private static Task<string> CreateAsync(RunningSandbox sandbox, string name, string body, string role, string enabled = "--enabled") =>
        sandbox.AwsCliAsync("iot", "create-provisioning-template", "--template-name", name, "--template-body", body,
            "--provisioning-role-arn", role, enabled);
}
