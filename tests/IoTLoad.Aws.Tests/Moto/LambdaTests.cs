using System.IO.Compression;
using Amazon.IdentityManagement;
using Amazon.Lambda;

namespace IoTLoad.Aws.Tests.Moto;

/// <summary>AWS Lambda and IAM against moto.</summary>
public sealed class LambdaTests(MotoFixture moto)
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private const string FunctionRole = "arn:aws:iam::123456789012:role/function";
    private const string Rights = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Publish","Resource":"*"}]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_with_an_inline_policy_lives_from_creation_to_deletion()
    {
        using var iam = await IamAsync();
        await MakeRole(iam, "life");

        await iam.PutRolePolicyAsync(new() { RoleName = "life", PolicyName = "publish", PolicyDocument = Rights }, Stop);
        var policy = await iam.GetRolePolicyAsync(new() { RoleName = "life", PolicyName = "publish" }, Stop);
        Assert.Contains("iot:Publish", Uri.UnescapeDataString(policy.PolicyDocument!), StringComparison.Ordinal);
        await iam.UpdateAssumeRolePolicyAsync(
            new() { RoleName = "life", PolicyDocument = Trust.Replace("lambda", "iot", StringComparison.Ordinal) }, Stop);
        var read = (await iam.GetRoleAsync(new() { RoleName = "life" }, Stop)).Role!;
        Assert.Equal(["made-by"], read.Tags!.Select(tag => tag.Key!).Order(StringComparer.Ordinal));
        Assert.Contains("iot.amazonaws.com", Uri.UnescapeDataString(read.AssumeRolePolicyDocument!), StringComparison.Ordinal);

        await Refusal.IsAsync("EntityAlreadyExists", () => MakeRole(iam, "life"));
        await iam.DeleteRolePolicyAsync(new() { RoleName = "life", PolicyName = "publish" }, Stop);
        var deleted = await iam.DeleteRoleAsync(new() { RoleName = "life" }, Stop);
        Assert.NotNull(deleted.ResponseMetadata.RequestId);
        await Refusal.IsAsync("NoSuchEntity", () => iam.GetRoleAsync(new() { RoleName = "life" }, Stop));
    }

    [Fact]
    public async Task A_function_lives_from_creation_to_deletion()
    {
        using var iam = await IamAsync();
        await MakeRole(iam, "function");
        using var lambda = await ClientAsync();
        var made = await lambda.CreateFunctionAsync(
            new()
            {
                FunctionName = "publisher",
                Runtime = Runtime.ProvidedAl2023,
                Architectures = [new("arm64")],
                Handler = "bootstrap",
                Role = FunctionRole,
                Code = new() { ZipFile = Zip("one") },
                MemorySize = 512,
                Timeout = 900,
                Tags = new() { ["made-by"] = "test" },
            },
            Stop);
        Assert.Equal(512, made.MemorySize);

        var function = await lambda.GetFunctionAsync(new() { FunctionName = "publisher" }, Stop);
        Assert.Equal(State.Active, function.Configuration!.State);
        Assert.Equal("test", function.Tags!["made-by"]);
        await Refusal.IsAsync("ResourceConflictException", () => lambda.CreateFunctionAsync(
            new()
            {
                FunctionName = "publisher",
                Role = FunctionRole,
                Runtime = Runtime.ProvidedAl2023,
                Handler = "x",
                Code = new() { ZipFile = Zip("x") }
            }, Stop));

        var code = await lambda.UpdateFunctionCodeAsync(new() { FunctionName = "publisher", ZipFile = Zip("two") }, Stop);
        Assert.NotEqual(made.CodeSha256, code.CodeSha256);
        await lambda.UpdateFunctionConfigurationAsync(
            new() { FunctionName = "publisher", MemorySize = 1024, Environment = new() { Variables = new() { ["A"] = "b" } } }, Stop);
        var changed = await lambda.GetFunctionConfigurationAsync(new() { FunctionName = "publisher" }, Stop);
        Assert.Equal((1024, "b"), (changed.MemorySize, changed.Environment!.Variables!["A"]));
        Assert.Contains((await lambda.ListFunctionsAsync(new(), Stop)).Functions!, f => f.FunctionName == "publisher");
        await ConfigureInvocation(lambda);
        await Invoke(lambda);

        await lambda.TagResourceAsync(new() { Resource = made.FunctionArn, Tags = new() { ["more"] = "x" } }, Stop);
        Assert.Equal(2, (await lambda.GetFunctionAsync(new() { FunctionName = "publisher" }, Stop)).Tags!.Count);
        await lambda.DeleteFunctionAsync(new() { FunctionName = "publisher" }, Stop);
        await Refusal.IsAsync("ResourceNotFoundException", () => lambda.GetFunctionAsync(new() { FunctionName = "publisher" }, Stop));
    }

    private static async Task Invoke(AmazonLambdaClient lambda)
    {
        var result = await lambda.InvokeAsync(new() { FunctionName = "publisher", Payload = """{"shard":1}""", LogType = LogType.Tail }, Stop);
        Assert.Equal(200, (int)result.HttpStatusCode);
        Assert.NotEqual(0, result.Payload!.Length);
        Assert.Null(result.FunctionError);
        var later = await lambda.InvokeAsync(new() { FunctionName = "publisher", InvocationType = InvocationType.Event, Payload = "{}" },
            Stop);
        Assert.Equal(202, (int)later.HttpStatusCode);
        var dry = await lambda.InvokeAsync(new() { FunctionName = "publisher", InvocationType = new("DryRun") }, Stop);
        Assert.Equal(204, (int)dry.HttpStatusCode);
    }

    private static async Task ConfigureInvocation(AmazonLambdaClient lambda)
    {
        await lambda.PutFunctionConcurrencyAsync(new() { FunctionName = "publisher", ReservedConcurrentExecutions = 20 }, Stop);
        Assert.Equal(20, (await lambda.GetFunctionConcurrencyAsync(new() { FunctionName = "publisher" },
            Stop)).ReservedConcurrentExecutions);
        await lambda.DeleteFunctionConcurrencyAsync(new() { FunctionName = "publisher" }, Stop);
        Assert.Null((await lambda.GetFunctionConcurrencyAsync(new() { FunctionName = "publisher" }, Stop)).ReservedConcurrentExecutions);

        await lambda.PutFunctionEventInvokeConfigAsync(
            new() { FunctionName = "publisher", MaximumRetryAttempts = 0, MaximumEventAgeInSeconds = 60 }, Stop);
        var config = await lambda.GetFunctionEventInvokeConfigAsync(new() { FunctionName = "publisher" }, Stop);
        Assert.Equal(0, config.MaximumRetryAttempts);
        await lambda.DeleteFunctionEventInvokeConfigAsync(new() { FunctionName = "publisher" }, Stop);

        await lambda.AddPermissionAsync(
            new()
            {
                FunctionName = "publisher",
                StatementId = "rule-1",
                Action = "lambda:InvokeFunction",
                Principal = "iot.amazonaws.com",
                SourceArn = "arn:aws:iot:eu-west-1:123456789012:rule/trigger_1",
            },
            Stop);
        Assert.Contains("rule-1", (await lambda.GetPolicyAsync(new() { FunctionName = "publisher" }, Stop)).Policy,
            StringComparison.Ordinal);
        await lambda.RemovePermissionAsync(new() { FunctionName = "publisher", StatementId = "rule-1" }, Stop);
    }

    private static async Task MakeRole(AmazonIdentityManagementServiceClient iam, string name) => await iam.CreateRoleAsync(
        new() { RoleName = name, AssumeRolePolicyDocument = Trust, Tags = [new() { Key = "made-by", Value = "test" }] }, Stop);

    private static MemoryStream Zip(string content)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry("bootstrap").Open()))
        {
            writer.Write(content);
        }

        return stream;
    }

    private async Task<AmazonLambdaClient> ClientAsync() => new(MotoFixture.Credentials, await moto.ConfigAsync<AmazonLambdaConfig>());

    private async Task<AmazonIdentityManagementServiceClient> IamAsync() =>
        new(MotoFixture.Credentials, await moto.ConfigAsync<AmazonIdentityManagementServiceConfig>());
}
