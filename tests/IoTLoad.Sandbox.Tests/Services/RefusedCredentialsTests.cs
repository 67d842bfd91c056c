using Amazon.Runtime;

namespace IoTLoad.Sandbox.Tests.Services;

public sealed class RefusedCredentialsTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private readonly RunningSandbox _sandbox = fixture.Sandbox;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("iot", "InvalidSignatureException")]
    [InlineData("logs", "InvalidSignatureException")]
    [InlineData("monitoring", "InvalidSignatureException")]
    [InlineData("iam", "SignatureDoesNotMatch")]
    public async Task A_wrong_secret_is_refused_in_the_words_of_the_protocol(string service, string code)
    {
        var wrong = new BasicAWSCredentials(_sandbox.Endpoints.AccessKey, "wrong");
        Assert.Equal(code, await RefusalAsync(service, wrong));
    }

    [Theory]
    [InlineData("iot", "UnrecognizedClientException")]
    [InlineData("logs", "UnrecognizedClientException")]
    [InlineData("monitoring", "UnrecognizedClientException")]
    [InlineData("iam", "InvalidClientTokenId")]
    public async Task An_unknown_key_is_refused_in_the_words_of_the_protocol(string service, string code)
    {
        Assert.Equal(code, await RefusalAsync(service, new BasicAWSCredentials("AKIAUNKNOWN", "secret")));
    }

    private async Task<string> RefusalAsync(string service, AWSCredentials credentials)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => service switch
        {
            "iot" => _sandbox.IoT(credentials).ListThingsAsync(new(), Stop),
            "logs" => _sandbox.Logs(credentials).DescribeLogGroupsAsync(new(), Stop),
            "monitoring" => _sandbox.CloudWatch(credentials).ListMetricsAsync(new(), Stop),
            _ => _sandbox.Iam(credentials).GetRoleAsync(new() { RoleName = "r" }, Stop),
        });
        return error.ErrorCode;
    }
}
