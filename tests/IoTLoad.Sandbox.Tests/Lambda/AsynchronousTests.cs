using Amazon.Lambda;
using Amazon.Lambda.Model;
using IoTLoad.Sandbox.Lambda;

namespace IoTLoad.Sandbox.Tests.Lambda;

/// <summary>Events that are queued, retried, throttled and dropped.</summary>
public sealed class AsynchronousTests
{
    private const string Rule = "arn:aws:iot:eu-west-1:123456789012:rule/trigger_1";

    private static readonly LambdaLimits Quick = new()
    {
        RetryDelays = [TimeSpan.FromMilliseconds(50)],
        ThrottleDelay = TimeSpan.FromMilliseconds(50),
        LongestThrottleDelay = TimeSpan.FromMilliseconds(200)
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_function_is_tried_three_times_with_one_request_ID_and_then_dropped()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(Quick);
        await sandbox.CreateAsync();

        var id = (await EventAsync(sandbox, "\"fail\"")).ResponseMetadata.RequestId;

        await LambdaSandbox.UntilAsync(() => sandbox.Figure("AsyncEventsDropped") == 1);
        Assert.Equal(3, sandbox.Lines.Count(line => line == $"START RequestId: {id} Version: $LATEST"));
        Assert.Equal(1, sandbox.Figure("AsyncEventsReceived/f"));
        Assert.Equal(3, sandbox.Figure("Errors/f"));
    }

    [Fact]
    public async Task An_event_that_is_delivered_twice_keeps_its_request_ID()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(Quick);
        await sandbox.CreateAsync();
        sandbox.Faults.Current = new() { DuplicateEvents = 1 };

        var id = (await EventAsync(sandbox, "{}")).ResponseMetadata.RequestId;

        await LambdaSandbox.UntilAsync(() => sandbox.Lines.Count(line => line == $"START RequestId: {id} Version: $LATEST") == 2);
        Assert.Equal(1, sandbox.Figure("AsyncEventsReceived/f"));
    }

    [Fact]
    public async Task Without_retries_a_failing_function_is_tried_once()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(Quick);
        await sandbox.CreateAsync();
        await sandbox.Client.PutFunctionEventInvokeConfigAsync(new() { FunctionName = "f", MaximumRetryAttempts = 0 }, Stop);

        await EventAsync(sandbox, "\"fail\"");

        await LambdaSandbox.UntilAsync(() => sandbox.Figure("AsyncEventsDropped") == 1);
        Assert.Equal(1, sandbox.Figure("Invocations"));
    }

    [Fact]
    public async Task Events_over_the_reserved_concurrency_wait_and_calls_are_refused()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(Quick);
        await sandbox.CreateAsync();
        await sandbox.Client.PutFunctionConcurrencyAsync(new() { FunctionName = "f", ReservedConcurrentExecutions = 1 }, Stop);

        await EventAsync(sandbox, "\"brief\"");
        await EventAsync(sandbox, "\"brief\"");
        await LambdaSandbox.UntilAsync(() => sandbox.Figure("Invocations") == 1);
        var refused = await sandbox.CallAsync("POST", "/f/invocations", "{}");

        Assert.Equal((429, "TooManyRequestsException"), (refused.Status, refused.Code));
        Assert.Equal("ReservedFunctionConcurrentInvocationLimitExceeded", refused.Body.GetProperty("Reason").GetString());
        await LambdaSandbox.UntilAsync(() => sandbox.Lines.Count(line => line.StartsWith("REPORT", StringComparison.Ordinal)) == 2);
        Assert.Equal(0, sandbox.Figure("AsyncEventsDropped"));
        Assert.True(sandbox.Figure("Throttles/f") >= 2);
        Assert.Equal(2, sandbox.Figure("ConcurrentExecutions/f"));
    }

    [Fact]
    public async Task Functions_share_what_the_account_has_left()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(Quick with { ConcurrentExecutions = 3, UnreservedMinimum = 1 });
        await sandbox.CreateAsync();
        await sandbox.CreateAsync("g");
        await SignedHttp.RefusedAsync("InvalidParameterValueException", () =>
            sandbox.Client.PutFunctionConcurrencyAsync(new() { FunctionName = "g", ReservedConcurrentExecutions = 3 }, Stop));
        await sandbox.Client.PutFunctionConcurrencyAsync(new() { FunctionName = "g", ReservedConcurrentExecutions = 2 }, Stop);

        var running = sandbox.InvokeAsync("\"brief\"");
        await LambdaSandbox.UntilAsync(() => sandbox.Figure("Invocations") == 1);
        var refused = await sandbox.CallAsync("POST", "/f/invocations", "{}");

        Assert.Equal((429, "TooManyRequestsException"), (refused.Status, refused.Code));
        Assert.Equal("ConcurrentInvocationLimitExceeded", refused.Body.GetProperty("Reason").GetString());
        await sandbox.AnswerAsync("{}", "g");
        Assert.Null((await running).FunctionError);
    }

    [Fact]
    public async Task A_function_that_may_not_run_takes_events_and_drops_them()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(Quick);
        await sandbox.CreateAsync();
        await sandbox.Client.PutFunctionConcurrencyAsync(new() { FunctionName = "f", ReservedConcurrentExecutions = 0 }, Stop);

        await EventAsync(sandbox, "{}");

        await LambdaSandbox.UntilAsync(() => sandbox.Figure("AsyncEventsDropped") == 1);
        Assert.Equal(0, sandbox.Figure("Invocations"));
    }

    [Fact]
    public async Task A_rule_invokes_by_the_functions_resource_policy()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        var arn = (await sandbox.CreateAsync()).FunctionArn!;
        Assert.Equal(403, Refusal(arn).Status);

        await sandbox.Client.AddPermissionAsync(
            new()
            {
                FunctionName = "f",
                StatementId = "one",
                Action = "lambda:InvokeFunction",
                Principal = "iot.amazonaws.com",
                SourceArn = Rule,
                SourceAccount = "123456789012"
            }, Stop);
        sandbox.Invoker.InvokeAsynchronously(arn, """{"ruleNo":"trigger_1"}"""u8.ToArray(), "iot.amazonaws.com", Rule);
        await LambdaSandbox.UntilAsync(() => sandbox.Lines.Contains("""event {"ruleNo":"trigger_1"}"""));

        Assert.Equal(403, Refusal(arn, Rule + "0").Status);
        Assert.Equal(403, Refusal(arn, Rule.Replace("123456789012", "210987654321", StringComparison.Ordinal)).Status);
        Assert.Equal(404, Refusal(arn + "x").Status);
        await sandbox.Client.RemovePermissionAsync(new() { FunctionName = "f", StatementId = "one" }, Stop);
        Assert.Equal(403, Refusal(arn).Status);

        RefusedException Refusal(string function, string rule = Rule) =>
            Assert.Throws<RefusedException>(
                () => sandbox.Invoker.InvokeAsynchronously(function, "{}"u8.ToArray(), "iot.amazonaws.com", rule));
    }

    [Fact]
    public async Task Invocations_are_refused_on_demand()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        sandbox.Faults.Current = new() { RefuseInvocations = 1 };
        await SignedHttp.RefusedAsync("TooManyRequestsException", () => EventAsync(sandbox, "{}"));
        await SignedHttp.RefusedAsync("TooManyRequestsException", () => sandbox.InvokeAsync());
        sandbox.Faults.Current = new();

        await sandbox.AnswerAsync("{}");
        Assert.Equal(2, sandbox.Figure("Throttles"));
        Assert.Equal(0, sandbox.Figure("AsyncEventsReceived"));
    }

    private static async Task<InvokeResponse> EventAsync(LambdaSandbox sandbox, string payload)
    {
        var response = await sandbox.Client.InvokeAsync(
            new() { FunctionName = "f", InvocationType = InvocationType.Event, Payload = payload }, Stop);
        Assert.Equal(202, (int)response.HttpStatusCode);
        return response;
    }
}
