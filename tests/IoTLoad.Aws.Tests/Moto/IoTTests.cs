using Amazon.IoT;
using Amazon.IotData;
using Amazon.IotData.Model;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Moto;

/// <summary>AWS IoT Core's planes against moto.</summary>
public sealed class IoTTests(MotoFixture moto)
{
    private const string PolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_accounts_endpoint_is_found()
    {
        using var iot = await ClientAsync();
        var endpoint = await iot.DescribeEndpointAsync(new() { EndpointType = "iot:Data-ATS" }, Stop);
        Assert.EndsWith("-ats.iot.eu-west-1.amazonaws.com", endpoint.EndpointAddress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thing_lives_from_creation_to_deletion()
    {
        using var iot = await ClientAsync();
        var made = await iot.CreateThingAsync(
            new() { ThingName = "life-1", AttributePayload = new() { Attributes = new() { ["run"] = "a" } } }, Stop);
        var thing = await iot.DescribeThingAsync(new() { ThingName = "life-1" }, Stop);
        Assert.Equal(made.ThingArn, thing.ThingArn);
        Assert.Equal("a", thing.Attributes!["run"]);

        var listed = await iot.ListThingsAsync(new() { AttributeName = "run", AttributeValue = "a" }, Stop);
        Assert.Equal("life-1", Assert.Single(listed.Things!).ThingName);

        await iot.DeleteThingAsync(new() { ThingName = "life-1" }, Stop);
        var gone = await Refusal.IsAsync("ResourceNotFoundException",
            () => iot.DescribeThingAsync(new() { ThingName = "life-1" }, Stop));
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Fact]
    public async Task A_certificate_with_its_policy_and_thing_is_attached_found_and_taken_apart()
    {
        using var iot = await ClientAsync();
        await iot.CreateThingAsync(new() { ThingName = "device-1" }, Stop);
        var keys = await iot.CreateKeysAndCertificateAsync(new() { SetAsActive = true }, Stop);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", keys.CertificatePem, StringComparison.Ordinal);
        Assert.Contains("PRIVATE KEY", keys.KeyPair!.PrivateKey, StringComparison.Ordinal);
        await iot.CreatePolicyAsync(
            new() { PolicyName = "device-policy", PolicyDocument = PolicyDocument, Tags = [new() { Key = "made-by", Value = "test" }] },
            Stop);

        await iot.AttachPolicyAsync(new() { PolicyName = "device-policy", Target = keys.CertificateArn }, Stop);
        await iot.AttachThingPrincipalAsync(new() { ThingName = "device-1", Principal = keys.CertificateArn }, Stop);
        var principals = await AwsCli.RunAsync(await moto.UrlAsync(), "iot", "list-thing-principals", "--thing-name", "device-1");
        Assert.Contains(keys.CertificateArn!, principals, StringComparison.Ordinal);
        var attached = await iot.ListAttachedPoliciesAsync(new() { Target = keys.CertificateArn }, Stop);
        Assert.Equal("device-policy", Assert.Single(attached.Policies!).PolicyName);
        await Refusal.IsAsync("DeleteConflictException", () => iot.DeletePolicyAsync(new() { PolicyName = "device-policy" }, Stop));

        var described = (await iot.DescribeCertificateAsync(new() { CertificateId = keys.CertificateId }, Stop)).CertificateDescription!;
        Assert.Equal(CertificateStatus.ACTIVE, described.Status);

        await iot.DetachThingPrincipalAsync(new() { ThingName = "device-1", Principal = keys.CertificateArn }, Stop);
        await iot.DetachPolicyAsync(new() { PolicyName = "device-policy", Target = keys.CertificateArn }, Stop);
        await iot.UpdateCertificateAsync(new() { CertificateId = keys.CertificateId, NewStatus = CertificateStatus.INACTIVE }, Stop);
        await iot.DeleteCertificateAsync(new() { CertificateId = keys.CertificateId }, Stop);
        await iot.DeletePolicyAsync(new() { PolicyName = "device-policy" }, Stop);
        await iot.DeleteThingAsync(new() { ThingName = "device-1" }, Stop);
    }

    [Fact]
    public async Task A_topic_rule_is_made_replaced_and_deleted_with_its_error_action()
    {
        using var iot = await ClientAsync();
        const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:load";
        const string Role = "arn:aws:iam::123456789012:role/rules";
        await iot.CreateTopicRuleAsync(
            new()
            {
                RuleName = "trigger_1",
                TopicRulePayload = new()
                {
                    Sql = "SELECT *, '1' AS ruleNo FROM 'loadtest/lambda/mqtt'",
                    AwsIotSqlVersion = "2016-03-23",
                    Actions = [new() { Lambda = new() { FunctionArn = Function } }],
                    ErrorAction = new() { Republish = new() { RoleArn = Role, Topic = "loadtest/errors", Qos = 1 } },
                },
            },
            Stop);
        var rule = (await iot.GetTopicRuleAsync(new() { RuleName = "trigger_1" }, Stop)).Rule!;
        Assert.Equal(Function, Assert.Single(rule.Actions!).Lambda!.FunctionArn);
        Assert.Equal(1, rule.ErrorAction!.Republish!.Qos);

        await iot.ReplaceTopicRuleAsync(
            new()
            {
                RuleName = "trigger_1",
                TopicRulePayload = new()
                {
                    Sql = "SELECT * FROM 'other'",
                    Actions =
                [new() { S3 = new() { BucketName = "b", Key = "k", RoleArn = Role } }]
                }
            },
            Stop);
        Assert.Equal("b", (await iot.GetTopicRuleAsync(new() { RuleName = "trigger_1" }, Stop)).Rule!.Actions![0].S3!.BucketName);
        Assert.Contains((await iot.ListTopicRulesAsync(new(), Stop)).Rules!, r => r.RuleName == "trigger_1");
        await iot.DeleteTopicRuleAsync(new() { RuleName = "trigger_1" }, Stop);
        Assert.DoesNotContain((await iot.ListTopicRulesAsync(new(), Stop)).Rules!, r => r.RuleName == "trigger_1");
    }

    [Fact]
    public async Task Messages_are_published_over_HTTPS()
    {
        using var data = new AmazonIotDataClient(MotoFixture.Credentials, await moto.ConfigAsync<AmazonIotDataConfig>());
        var sent = await data.PublishAsync(
            new PublishRequest { Topic = "loadtest/http/1/2/3", Qos = 1, Payload = new MemoryStream("{\"messageNo\":1}"u8.ToArray()) },
            Stop);
        Assert.Equal(200, (int)sent.HttpStatusCode);
    }

    private async Task<AmazonIoTClient> ClientAsync() => new(MotoFixture.Credentials, await moto.ConfigAsync<AmazonIoTConfig>());
}
