using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Devices;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Credentials;

/// <summary>Refusals of AWS that pass by themselves.</summary>
public sealed class PassingStateTests
{
    [Theory]
    [InlineData("ResourceConflictException", "The operation cannot be performed now. An update is in progress for resource f", true)]
    [InlineData("ResourceConflictException", "The function is currently in the following state: Pending", true)]
    [InlineData("ResourceConflictException", "Function already exist: f", false)]
    [InlineData("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.", true)]
    [InlineData("InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes", false)]
    [InlineData("InvalidRequestException",
        "iot.amazonaws.com is unable to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/r", true)]
    [InlineData("InvalidRequestException", "unable to assume role arn:aws:iam::1:role/r, try again", true)]
    [InlineData("InvalidRequestException", "Expected an SQL statement", false)]
    [InlineData("ConflictingResourceUpdateException", "", true)]
    [InlineData("OperationAbortedException", "", true)]
    [InlineData("AccessDeniedException", "not authorized", false)]
    public void Only_states_that_pass_are_waited_for(string code, string message, bool passes) => Assert.Equal(
        passes, PassingState.Passes(new Amazon.Runtime.AmazonServiceException(message) { ErrorCode = code }));

    [Fact]
    public async Task A_change_to_devices_waits_for_another_change_and_says_so()
    {
        var asked = 0;
        using var server = new AnswerServer((_, _) => ++asked == 1
            ? (409, """{"__type":"ConflictingResourceUpdateException","message":"another change is under way"}""") : (200, "{}"));
        var connection = new AwsConnection
        {
            EndpointUrl = server.Url.AbsoluteUri,
            Region = "eu-west-1",
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "secret"
        };
        using var plane = await ControlPlane.OpenAsync(connection, null, TestContext.Current.CancellationToken);
        var said = new Said();
        plane.Progress = said;

        await plane.CallAsync(
            "t", iot => iot.DeleteThingAsync(new() { ThingName = "t" }), TestContext.Current.CancellationToken);

        Assert.Equal(2, asked);
        Assert.Contains("another change is under way", Assert.Single(said.Steps), StringComparison.Ordinal);
    }

    private sealed class Said : IProgress<FleetProgress>
    {
        public List<string> Steps { get; } = [];

        public void Report(FleetProgress value) => Steps.Add(value.Step);
    }
}
