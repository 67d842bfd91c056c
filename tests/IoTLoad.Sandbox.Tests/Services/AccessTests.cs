using Amazon.Runtime;
using Amazon.SecurityToken;
using AssumeRoleRequest = Amazon.SecurityToken.Model.AssumeRoleRequest;

namespace IoTLoad.Sandbox.Tests.Services;

/// <summary>Who may do what, and what those who may not are told.</summary>
public sealed class AccessTests
{
    private const string Trust = """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_may_do_what_its_policies_allow()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var (credentials, arn) = await Assume(sandbox, """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":["iot:*Thing","cloudwatch:PutMetricData"],"Resource":"*"},
              {"Effect":"Deny","Action":"iot:DeleteThing","Resource":"*"}]}
            """);
        Assert.Equal("arn:aws:sts::123456789012:assumed-role/loader/session", arn);
        Assert.Equal(arn, (await sandbox.Sts(credentials).GetCallerIdentityAsync(new(), Stop)).Arn);
        var iot = sandbox.IoT(credentials);
        await iot.CreateThingAsync(new() { ThingName = "a" }, Stop);

        var error = await Assert.ThrowsAsync<AmazonServiceException>(() => iot.ListTopicRulesAsync(new(), Stop));
        Assert.Equal(("AccessDeniedException", System.Net.HttpStatusCode.Forbidden), (error.ErrorCode, error.StatusCode));
        Assert.Equal(
            $"User: {arn} is not authorized to perform: iot:ListTopicRules on resource: * because no identity-based policy "
                + $"allows the iot:ListTopicRules action",
            error.Message);
        var denied = await Assert.ThrowsAsync<AmazonServiceException>(() => iot.DeleteThingAsync(new() { ThingName = "a" }, Stop));
        Assert.EndsWith("thing/a with an explicit deny in an identity-based policy", denied.Message, StringComparison.Ordinal);
        var cloudWatch = await Assert.ThrowsAsync<AmazonServiceException>(() => sandbox.CloudWatch(credentials)
            .ListMetricsAsync(new(), Stop));
        Assert.Contains("cloudwatch:ListMetrics", cloudWatch.Message, StringComparison.Ordinal);
        var iam = await Assert.ThrowsAsync<AmazonServiceException>(() => sandbox.Iam(credentials)
            .GetRoleAsync(new() { RoleName = "loader" }, Stop));
        Assert.Equal("AccessDenied", iam.ErrorCode);
    }

    [Fact]
    public async Task What_changes_in_a_role_s_policies_applies_to_its_sessions()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var (credentials, _) = await Assume(
            sandbox, """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*"}}""");
        var iot = sandbox.IoT(credentials);
        await iot.ListThingsAsync(new(), Stop);
        await sandbox.Iam().DeleteRolePolicyAsync(new() { RoleName = "loader", PolicyName = "p" }, Stop);
        await Assert.ThrowsAsync<AmazonServiceException>(() => iot.ListThingsAsync(new(), Stop));
    }

    [Fact]
    public async Task A_session_may_be_given_less_than_its_role()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var (credentials, _) = await Assume(
            sandbox,
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*"}}""",
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:ListThings","Resource":"*"}}""");
        await sandbox.IoT(credentials).ListThingsAsync(new(), Stop);
        await Assert.ThrowsAsync<AmazonServiceException>(() => sandbox.IoT(credentials).ListTopicRulesAsync(new(), Stop));
    }

    [Fact]
    public async Task A_role_is_assumed_by_whom_it_trusts()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var (credentials, _) = await Assume(
            sandbox, """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iot:*","Resource":"*"}}""");
        var iam = sandbox.Iam();
        await iam.CreateRoleAsync(new()
        {
            RoleName = "function",
            AssumeRolePolicyDocument =
            Trust.Replace("\"AWS\":\"123456789012\"", "\"Service\":\"lambda.amazonaws.com\"", StringComparison.Ordinal)
        }, Stop);
        var sts = sandbox.Sts(credentials);
        var request = new AssumeRoleRequest { RoleArn = "arn:aws:iam::123456789012:role/function", RoleSessionName = "other" };
        var error = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => sts.AssumeRoleAsync(request, Stop));
        Assert.Equal("AccessDenied", error.ErrorCode);
        error = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => sandbox.Sts().AssumeRoleAsync(request, Stop));
        Assert.Equal("AccessDenied", error.ErrorCode);
        await iam.UpdateAssumeRolePolicyAsync(
            new()
            {
                RoleName = "function",
                PolicyDocument =
                Trust.Replace("123456789012\"", "arn:aws:iam::123456789012:role/loader\"", StringComparison.Ordinal)
            }, Stop);
        Assert.NotEmpty((await sts.AssumeRoleAsync(request, Stop)).Credentials.SessionToken);
    }

    [Fact]
    public async Task A_trust_policy_that_is_none_is_refused()
    {
        await using var sandbox = await RunningSandbox.StartAsync();
        var iam = sandbox.Iam();
        await SignedHttp.RefusedAsync("MalformedPolicyDocument", () => iam.CreateRoleAsync(
            new() { RoleName = "r", AssumeRolePolicyDocument = """{"Statement":[]}""" }, Stop));
    }

    private static async Task<(SessionAWSCredentials Credentials, string Arn)> Assume(RunningSandbox sandbox, string policy,
        string? sessionPolicy = null)
    {
        var iam = sandbox.Iam();
        await iam.CreateRoleAsync(new() { RoleName = "loader", AssumeRolePolicyDocument = Trust }, Stop);
        await iam.PutRolePolicyAsync(new() { RoleName = "loader", PolicyName = "p", PolicyDocument = policy }, Stop);
        var session = await sandbox.Sts().AssumeRoleAsync(
            new() { RoleArn = "arn:aws:iam::123456789012:role/loader", RoleSessionName = "session", Policy = sessionPolicy }, Stop);
        var given = session.Credentials;
        return (new SessionAWSCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken), session.AssumedRoleUser.Arn);
    }
}
