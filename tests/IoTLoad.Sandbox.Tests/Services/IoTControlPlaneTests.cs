using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.Runtime;
using IoTLoad.Sandbox.Certificates;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>
/// IoT Core's control plane by this project's client; what others answer to the same calls is in <see cref="MotoParityTests"/>.
/// </summary>
public sealed class IoTControlPlaneTests
{
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_certificate_is_of_the_sandbox_s_authority_and_has_its_key()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var made = (await sandbox.CallAsync("iot", "POST", "/keys-and-certificate?setAsActive=true")).Body;
        var keys = made.GetProperty("keyPair");
        using var certificate = X509Certificate2.CreateFromPem(
            made.GetProperty("certificatePem").GetString()!, keys.GetProperty("PrivateKey").GetString()!);
        Assert.Equal(CertificateAuthority.IdOf(certificate), made.GetProperty("certificateId").GetString());
        using var key = RSA.Create();
        key.ImportFromPem(keys.GetProperty("PublicKey").GetString());
        Assert.Equal(2048, key.KeySize);
        Assert.Equal(certificate.GetRSAPublicKey()!.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(sandbox.Endpoints.CaFile, Stop)));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(certificate), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
    }

    [Fact]
    public async Task A_device_may_do_what_its_policies_allow_now()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        var made = await iot.CreateKeysAndCertificateAsync(new() { SetAsActive = true }, Stop);
        using var certificate = X509Certificate2.CreateFromPem(made.CertificatePem!);
        var devices = sandbox.Host.Devices;
        var device = devices.Find(certificate)!;
        var context = new Dictionary<string, string> { ["iot:ClientId"] = "one" };
        Assert.False(device.Allows("iot:Connect", "client/one", context));

        await iot.CreatePolicyAsync(new() { PolicyName = "p", PolicyDocument = Everything }, Stop);
        await iot.AttachPolicyAsync(new() { PolicyName = "p", Target = made.CertificateArn }, Stop);
        Assert.True(device.Allows("iot:Connect", "client/one", context));

        const string Own = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"client/${iot:Connection.Thing.ThingName}",
             "Condition":{"Bool":{"iot:Connection.Thing.IsAttached":"true"}}}}
            """;
        await sandbox.AwsCliAsync("iot", "create-policy-version", "--policy-name", "p", "--policy-document", Own, "--set-as-default");
        Assert.False(device.Allows("iot:Connect", "client/one", context));
        await iot.CreateThingAsync(new() { ThingName = "one" }, Stop);
        await iot.AttachThingPrincipalAsync(new() { ThingName = "one", Principal = made.CertificateArn }, Stop);
        Assert.True(device.Allows("iot:Connect", "client/one", context));
        Assert.False(device.Allows("iot:Connect", "client/two", context));

        await iot.UpdateCertificateAsync(new() { CertificateId = made.CertificateId, NewStatus = CertificateStatus.INACTIVE }, Stop);
        Assert.False(device.Allows("iot:Connect", "client/one", context));
        Assert.Null(devices.Find(certificate));
    }

    [Fact]
    public async Task Whoever_deletes_what_a_page_shows_and_goes_on_misses_nothing()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        var names = Enumerable.Range(0, 7).Select(i => $"thing-{i}").ToList();
        foreach (var name in names)
        {
            await iot.CreateThingAsync(new() { ThingName = name }, Stop);
        }

        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await iot.ListThingsAsync(new() { MaxResults = 3, NextToken = next }, Stop);
            foreach (var thing in page.Things!)
            {
                seen.Add(thing.ThingName!);
                await iot.DeleteThingAsync(new() { ThingName = thing.ThingName }, Stop);
            }

            next = page.NextToken;
        }
        while (next is not null);
        Assert.Equal(names, seen);
    }

    [Fact]
    public async Task A_thing_is_made_again_only_as_it_is()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        var request = new CreateThingRequest { ThingName = "a", AttributePayload = new() { Attributes = new() { ["site"] = "x" } } };
        var first = await iot.CreateThingAsync(request, Stop);
        Assert.Equal(first.ThingArn, (await iot.CreateThingAsync(request, Stop)).ThingArn);
        var refused = await sandbox.CallAsync("iot", "POST", "/things/a", "{}");
        Assert.Equal((409, "ResourceAlreadyExistsException"), (refused.Status, refused.Code));
        Assert.Equal(first.ThingArn, refused.Body.GetProperty("resourceArn").GetString());
        string[] update = ["iot", "update-thing", "--thing-name", "a", "--expected-version"];
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => sandbox.AwsCliAsync([.. update, "2"]));
        Assert.Contains("VersionConflictException", refusal.Message, StringComparison.Ordinal);
        await sandbox.AwsCliAsync([.. update, "1"]);
        Assert.Equal(2, (await sandbox.CallAsync("iot", "GET", "/things/a")).Body.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_policy_of_which_a_part_is_not_known_is_refused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        const string Document = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2030-01-01"}}}]}""";
        var error = await SignedHttp.RefusedAsync("MalformedPolicyException",
            () => sandbox.IoT().CreatePolicyAsync(new() { PolicyName = "p", PolicyDocument = Document }, Stop));
        Assert.Contains("DateLessThan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_has_five_versions_at_most()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        await iot.CreatePolicyAsync(new() { PolicyName = "p", PolicyDocument = Everything }, Stop);
        string[] version = ["iot", "create-policy-version", "--policy-name", "p", "--policy-document", Everything];
        for (var i = 2; i <= 5; i++)
        {
            await sandbox.AwsCliAsync(version);
        }

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => sandbox.AwsCliAsync(version));
        Assert.Contains("VersionsLimitExceededException", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_and_policies_have_tags()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        await CreateRoleAsync(sandbox, "iot.amazonaws.com");
        await iot.CreateTopicRuleAsync(new() { RuleName = "r", Tags = "a=1&b%20c=2", TopicRulePayload = Rule("SELECT * FROM 'a'") }, Stop);
        var arn = (await sandbox.CallAsync("iot", "GET", "/rules/r")).Body.GetProperty("ruleArn").GetString()!;
        await sandbox.CallAsync("iot", "POST", "/tags", $$"""{"resourceArn":"{{arn}}","tags":[{"Key":"a","Value":"3"}]}""");
        var tags = (await ListAsync(arn)).Body.GetProperty("tags").EnumerateArray();
        Assert.Equal(["a=3", "b c=2"], tags.Select(tag => $"{tag.GetProperty("Key")}={tag.GetProperty("Value")}"));
        Assert.Equal("ResourceNotFoundException", (await ListAsync(arn + "x")).Code);

        Task<RestAnswer> ListAsync(string resource) =>
            sandbox.CallAsync("iot", "GET", $"/tags?resourceArn={Uri.EscapeDataString(resource)}");
    }

    [Fact]
    public async Task A_rule_that_is_not_understood_is_refused_with_the_place()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        var error = await SignedHttp.RefusedAsync("SqlParseException",
            () => iot.CreateTopicRuleAsync(new() { RuleName = "r", TopicRulePayload = Rule("SELECT FROM") }, Stop));
        Assert.NotEmpty(error.Message);
        Assert.Empty((await iot.ListTopicRulesAsync(new(), Stop)).Rules!);
    }

    [Fact]
    public async Task A_rule_is_refused_while_IoT_Core_cannot_assume_its_role()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iot = sandbox.IoT();
        var missing = await SignedHttp.RefusedAsync("InvalidRequestException", CreateAsync);
        Assert.Contains("unable to assume role", missing.Message, StringComparison.Ordinal);
        await CreateRoleAsync(sandbox, "lambda.amazonaws.com");
        await SignedHttp.RefusedAsync("InvalidRequestException", CreateAsync);
        await sandbox.Iam().UpdateAssumeRolePolicyAsync(new() { RoleName = "r", PolicyDocument = Trust("iot.amazonaws.com") }, Stop);
        await CreateAsync();

        Task CreateAsync() => iot.CreateTopicRuleAsync(new() { RuleName = "r", TopicRulePayload = Rule("SELECT * FROM 'a'") }, Stop);
    }

    [Fact]
    public async Task GetTopicRule_answers_for_a_missing_rule_as_for_a_forbidden_one()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        await Assert.ThrowsAsync<AmazonServiceException>(() => sandbox.IoT().GetTopicRuleAsync(new() { RuleName = "r" }, Stop));
    }

    [Fact]
    public async Task The_endpoint_is_the_device_gateway_s()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        Assert.Equal(sandbox.Endpoints.Endpoint,
            (await sandbox.IoT().DescribeEndpointAsync(new() { EndpointType = "iot:Data-ATS" }, Stop)).EndpointAddress);
        await SignedHttp.RefusedAsync("InvalidRequestException", () => sandbox.IoT()
            .DescribeEndpointAsync(new() { EndpointType = "iot:Jobs" }, Stop));
    }

    private static async Task CreateRoleAsync(RunningSandbox sandbox, string service) =>
        await sandbox.Iam().CreateRoleAsync(new() { RoleName = "r", AssumeRolePolicyDocument = Trust(service) }, Stop);

    private static string Trust(string service) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":"sts:AssumeRole"}]}""";

    private static TopicRulePayload Rule(string sql) => new()
    {
        Sql = sql,
        Actions = [new() { Republish = new() { RoleArn = "arn:aws:iam::123456789012:role/r", Topic = "b" } }],
    };
}
