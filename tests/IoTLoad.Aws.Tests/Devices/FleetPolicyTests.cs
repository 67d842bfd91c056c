using IoTLoad.Aws.Devices;

namespace IoTLoad.Aws.Tests.Devices;

public sealed class FleetPolicyTests
{
    private const string Arn = "arn:aws-us-gov:iot:us-gov-west-1:123456789012";

    [Theory]
    [InlineData("loadtest", "iotload-", false, false)]
    [InlineData("a/b.c/d:e", "x", true, false)]
    [InlineData("loadtest", "", false, true)]
    public void A_policy_is_read_as_it_was_written(string topic, string client, bool retain, bool ownClientId)
    {
        var policy = new FleetPolicy(Arn, client, topic, retain, ownClientId);

        Assert.Equal(policy, FleetPolicy.Read(policy.ToJson()));
        Assert.Equal(policy, FleetPolicy.Read(policy.ToJson().Replace(",\"", ", \n \"", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_policy_denies_the_topics_that_start_functions_and_stop_tests_whatever_else_a_certificate_is_allowed()
    {
        var policy = new FleetPolicy(Arn, "iotload-", "loadtest", false);

        Assert.Contains($"\"Effect\":\"Deny\",\"Action\":[\"iot:Publish\",\"iot:Receive\",\"iot:RetainPublish\"],"
            + $"\"Resource\":[\"{Arn}:topic/iotload/*\","
            + $"\"{Arn}:topic/loadtest/lambda/*\"]", policy.ToJson(), StringComparison.Ordinal);
        Assert.Equal(policy, FleetPolicy.Read(policy.ToJson(denies: false)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Version":"2012-10-17","Statement":[]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Resource":"*"},{"Resource":"*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":[{"Resource":"a:client/*"},{"Resource":"/*"}]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Effect":"Allow"}}""")]
    public void Any_other_policy_is_foreign(string? document) => Assert.Null(FleetPolicy.Read(document));

    [Fact]
    public void A_policy_that_allows_more_is_foreign()
    {
        var document = new FleetPolicy(Arn, "a-", "t", false).ToJson();

        Assert.Null(FleetPolicy.Read(document.Replace("\"iot:Connect\"", "\"iot:*\"", StringComparison.Ordinal)));
        Assert.Null(FleetPolicy.Read(document.Replace("topicfilter/t/*", "topicfilter/*", StringComparison.Ordinal)));
    }
}
