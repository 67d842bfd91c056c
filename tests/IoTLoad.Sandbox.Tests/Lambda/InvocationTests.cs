using System.Diagnostics;
using System.Globalization;
using System.Net;
using Amazon.Lambda;

namespace IoTLoad.Sandbox.Tests.Lambda;

/// <summary>Functions that run: real bootstraps, spoken to through the Runtime API.</summary>
public sealed class InvocationTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_gets_its_event_and_what_Lambda_tells_it()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();
        await sandbox.Client.UpdateFunctionConfigurationAsync(
            new() { FunctionName = "f", Environment = new() { Variables = new() { ["MINE"] = "a b" } } }, Stop);

        var answer = await sandbox.AnswerAsync("""{"shard":1}""");

        Assert.Equal(1, answer.GetProperty("event").GetProperty("shard").GetInt32());
        var head = answer.GetProperty("head");
        Assert.Equal("arn:aws:lambda:eu-west-1:123456789012:function:f", head.GetProperty("Lambda-Runtime-Invoked-Function-Arn")
            .GetString());
        Assert.StartsWith("Root=1-", head.GetProperty("Lambda-Runtime-Trace-Id").GetString(), StringComparison.Ordinal);
        var deadline = DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(head.GetProperty("Lambda-Runtime-Deadline-Ms").GetString()!, CultureInfo.InvariantCulture));
        Assert.InRange(deadline, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddSeconds(20));
        var environment = answer.GetProperty("env");
        foreach (var (name, value) in new (string, string)[]
        {
            ("MINE", "a b"), ("AWS_LAMBDA_FUNCTION_NAME", "f"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"), ("AWS_REGION", "eu-west-1"),
            ("_HANDLER", "bootstrap"), ("TZ", ":UTC"), ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", sandbox.Streams.Single()),
            ("AWS_ENDPOINT_URL", sandbox.Url.OriginalString),
        })
        {
            Assert.Equal(value, environment.GetProperty(name).GetString());
        }

        Assert.StartsWith("ASIA", environment.GetProperty("AWS_ACCESS_KEY_ID").GetString(), StringComparison.Ordinal);
        Assert.False(environment.TryGetProperty("HOME", out _));
        Assert.Equal(environment.GetProperty("LAMBDA_TASK_ROOT").GetString(), answer.GetProperty("pwd").GetString());
    }

    [Fact]
    public async Task A_runtime_that_gave_up_waiting_gets_the_next_event_when_it_asks_again()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync(bootstrap: Scripts.Impatient);
        await sandbox.InvokeAsync("""{"event":1}""");
        await LambdaSandbox.UntilAsync(() => sandbox.Lines.Contains("gave up"));

        var second = await sandbox.InvokeAsync("""{"event":2}""");

        Assert.Null(second.FunctionError);
        Assert.Equal(2, LambdaSandbox.Json(second).GetProperty("event").GetInt32());
    }

    [Fact]
    public async Task A_warm_environment_takes_one_event_after_another_and_a_changed_function_a_new_one()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        var cold = await sandbox.InvokeAsync();
        var warm = await sandbox.InvokeAsync();
        Assert.Equal(LambdaSandbox.Json(cold).GetProperty("pid").GetInt32(), LambdaSandbox.Json(warm).GetProperty("pid").GetInt32());
        Assert.Contains("Init Duration: ", LambdaSandbox.Tail(cold), StringComparison.Ordinal);
        Assert.DoesNotContain("Init Duration: ", LambdaSandbox.Tail(warm), StringComparison.Ordinal);

        await sandbox.Client.UpdateFunctionConfigurationAsync(new() { FunctionName = "f", Timeout = 21 }, Stop);
        var changed = await sandbox.AnswerAsync("{}");
        var first = LambdaSandbox.Json(cold).GetProperty("pid").GetInt32();
        Assert.NotEqual(first, changed.GetProperty("pid").GetInt32());
        await LambdaSandbox.UntilAsync(() => !IsRunning(first));
        Assert.Equal(2, sandbox.Streams.Count);
    }

    [Fact]
    public async Task Idle_environments_end()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(new() { Idle = TimeSpan.FromMilliseconds(100) });
        await sandbox.CreateAsync();

        var process = (await sandbox.AnswerAsync("{}")).GetProperty("pid").GetInt32();

        await LambdaSandbox.UntilAsync(() => !IsRunning(process));
        await LambdaSandbox.UntilAsync(() => Directory.GetDirectories(Path.Combine(sandbox.Folder, "environments")).Length == 0);
    }

    [Fact]
    public async Task Concurrent_invocations_run_in_processes_of_their_own()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => sandbox.AnswerAsync("\"brief\"")));

        Assert.Equal(4, answers.Select(answer => answer.GetProperty("pid").GetInt32()).Distinct().Count());
        Assert.Equal(4, sandbox.Figure("Invocations/f"));
        Assert.Equal(10, sandbox.Figure("ConcurrentExecutions/f"));
        Assert.Equal(0, sandbox.Figure("Errors"));
    }

    [Fact]
    public async Task The_log_has_Lambdas_lines_around_the_functions_own_in_their_order()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        var response = await sandbox.InvokeAsync("""{"a":1}""");
        await sandbox.InvokeAsync("\"partial\"");

        var id = response.ResponseMetadata.RequestId;
        Assert.Collection(
            sandbox.Lines,
            line => Assert.Equal("INIT_START Runtime Version: provided.al2023.sandbox", line),
            line => Assert.StartsWith("init ", line, StringComparison.Ordinal),
            line => Assert.Equal($"START RequestId: {id} Version: $LATEST", line),
            line => Assert.Equal("event {\"a\":1}", line),
            line => Assert.Equal($"END RequestId: {id}", line),
            line => Assert.Matches($@"^REPORT RequestId: {id}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: "
                + @"256 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t$", line),
            line => Assert.StartsWith("START ", line, StringComparison.Ordinal),
            line => Assert.Equal("no newline at the end", line),
            line => Assert.StartsWith("END ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("REPORT ", line, StringComparison.Ordinal));
        Assert.Equal(string.Concat(sandbox.Lines.Take(6).Select(line => line + "\n")), LambdaSandbox.Tail(response));
    }

    [Fact]
    public async Task A_log_in_JSON_has_platform_events()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();
        await sandbox.CallAsync("PUT", "/f/configuration", """{"LoggingConfig":{"LogFormat":"JSON","LogGroup":"mine"}}""");

        var response = await sandbox.InvokeAsync();

        var report = System.Text.Json.JsonDocument.Parse(sandbox.Lines[^1]).RootElement;
        Assert.Equal("platform.report", report.GetProperty("type").GetString());
        Assert.Equal(response.ResponseMetadata.RequestId, report.GetProperty("record").GetProperty("requestId").GetString());
        Assert.Equal("success", report.GetProperty("record").GetProperty("status").GetString());
        Assert.Equal(256, report.GetProperty("record").GetProperty("metrics").GetProperty("memorySizeMB").GetInt32());
    }

    [Theory]
    [InlineData("sleep", 1, "Sandbox.Timedout", "Error: Task timed out after 1.00 seconds", "Task timed out after 1.00 seconds",
        "Status: timeout")]
    [InlineData("exit", 20, "Runtime.ExitError", "Error: Runtime exited with error: exit status 3", "Runtime.ExitError",
        "Error Type: Runtime.ExitError")]
    [InlineData("memory", 20, "Runtime.OutOfMemory", "Error: Runtime exited with error: signal: killed", "Max Memory Used: 128 MB",
        "Error Type: Runtime.OutOfMemory")]
    [InlineData("large", 20, "Function.ResponseSizeTooLarge", "Response payload size exceeded", "RequestEntityTooLarge",
        "Error Type: Function.ResponseSizeTooLarge")]
    public async Task The_end_of_a_function_is_reported_as_Lambda_reports_it(string what, int timeout, string type, string message,
        string log, string report)
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync(timeout: timeout, memory: 128);

        var response = await sandbox.InvokeAsync($"\"{what}\"");

        Assert.Equal(HttpStatusCode.OK, response.HttpStatusCode);
        Assert.Equal("Unhandled", response.FunctionError);
        Assert.Equal(type, LambdaSandbox.Json(response).GetProperty("errorType").GetString());
        Assert.Contains(message, LambdaSandbox.Json(response).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Contains(log, LambdaSandbox.Tail(response), StringComparison.Ordinal);
        Assert.Contains(report, LambdaSandbox.Tail(response), StringComparison.Ordinal);
        Assert.Equal(1, sandbox.Figure("Errors/f"));

        // The next event finds a process that works.
        await sandbox.AnswerAsync("{}");
    }

    [Fact]
    public async Task A_function_that_reports_an_error_goes_on_in_the_same_process()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        var before = (await sandbox.AnswerAsync("{}")).GetProperty("pid").GetInt32();
        var failed = await sandbox.InvokeAsync("\"fail\"");

        Assert.Equal("Unhandled", failed.FunctionError);
        Assert.Equal("""{"errorMessage":"no","errorType":"Failed"}""", LambdaSandbox.Json(failed).GetRawText());
        Assert.Equal(before, (await sandbox.AnswerAsync("{}")).GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task A_second_answer_and_one_to_nothing_are_refused()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        await sandbox.InvokeAsync("\"twice\"");

        Assert.Contains(sandbox.Lines, line => line.Contains("InvalidStateTransition", StringComparison.Ordinal)
            && line.EndsWith(" 403", StringComparison.Ordinal));
        Assert.Contains(sandbox.Lines, line => line.Contains("InvalidRequestID", StringComparison.Ordinal)
            && line.EndsWith(" 400", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string, string> Unrunnable => new()
    {
        { "bootstrap", "\u007fELF\u0002\u0001\u0001" + new string('\0', 11)
            + "\u00b7\0", "Runtime.InvalidEntrypoint", "exec format error (the code is for arm64, this machine is" },
        { "bootstrap", "MZ", "Runtime.InvalidEntrypoint", "exec format error" },
        { "bootstrap", "#!/no/such/interpreter\n", "Runtime.InvalidEntrypoint", "no such file or directory" },
        { "other", "", "Runtime.InvalidEntrypoint", "Couldn't find valid bootstrap(s)" },
        { "bootstrap", Scripts.CannotStart, "Runtime.NoSuchHandler", "no handler" },
        { "bootstrap", "#!/bin/bash\nexit 7", "Runtime.ExitError", "exit status 7" },
    };

    [Theory]
    [MemberData(nameof(Unrunnable))]
    public async Task Code_that_cannot_start_is_accepted_and_fails_with_the_reason_when_invoked(string file, string content, string type,
        string message)
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync(change: request =>
        {
            request.Architectures = [new("arm64")];
            request.Code = new() { ZipFile = LambdaSandbox.Zip((file, content, true)) };
        });

        var response = await sandbox.InvokeAsync();

        Assert.Equal("Unhandled", response.FunctionError);
        Assert.Equal(type, LambdaSandbox.Json(response).GetProperty("errorType").GetString());
        Assert.Contains(message, LambdaSandbox.Json(response).GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Contains($"Phase: init\tStatus: error\tError Type: {type}", LambdaSandbox.Tail(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_takes_too_long_goes_on_within_the_functions_own_time()
    {
        await using var sandbox = await LambdaSandbox.StartAsync(new() { Initialization = TimeSpan.FromMilliseconds(200) });
        await sandbox.CreateAsync(bootstrap: Scripts.Runtime.Replace("#!/bin/bash", "#!/bin/bash\nsleep 1", StringComparison.Ordinal));

        await sandbox.AnswerAsync("{}");

        Assert.Contains(sandbox.Lines, line => line.StartsWith("INIT_REPORT", StringComparison.Ordinal)
            && line.EndsWith("Status: timeout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deleting_a_function_and_stopping_end_what_runs_and_all_that_it_has_started()
    {
        int idle, busy;
        var sandbox = await LambdaSandbox.StartAsync();
        await using (sandbox)
        {
            await sandbox.CreateAsync();
            await sandbox.CreateAsync("g", timeout: 60);
            idle = (await sandbox.AnswerAsync("{}")).GetProperty("pid").GetInt32();
            await sandbox.Client.DeleteFunctionAsync(new() { FunctionName = "f" }, Stop);
            await LambdaSandbox.UntilAsync(() => !IsRunning(idle));
            await sandbox.Client.InvokeAsync(new() { FunctionName = "g", InvocationType = InvocationType.Event, Payload = "\"sleep\"" },
                Stop);
            await LambdaSandbox.UntilAsync(() => Running("sleep", sandbox.Folder) == 2);
            busy = int.Parse(sandbox.Lines.Last(line => line.StartsWith("init ", StringComparison.Ordinal))["init ".Length..],
                CultureInfo.InvariantCulture);
        }

        Assert.False(IsRunning(busy));
        Assert.Equal(0, Running("sleep", sandbox.Folder));
    }

    /// <summary>Processes of a name whose working directory is below a folder.</summary>
    private static int Running(string name, string folder) => Process.GetProcessesByName(name).Count(process =>
    {
        using (process)
        {
            return new FileInfo($"/proc/{process.Id}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
        }
    });

    private static bool IsRunning(int id) => Directory.Exists($"/proc/{id}");
}
