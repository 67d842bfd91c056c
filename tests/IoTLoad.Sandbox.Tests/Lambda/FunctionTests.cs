using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;

namespace IoTLoad.Sandbox.Tests.Lambda;

/// <summary>Functions as a store of code, configuration, tags and permissions.</summary>
public sealed class FunctionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_function_lives_from_creation_to_deletion()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        var made = await sandbox.CreateAsync(change: request =>
        {
            request.Tags = new() { ["made-by"] = "test" };
            request.Architectures = [new("arm64")];
        });
        Assert.Equal(201, (int)made.HttpStatusCode);
        Assert.Equal("arn:aws:lambda:eu-west-1:123456789012:function:f", made.FunctionArn);
        Assert.Equal(State.Active, made.State);
        Assert.Null(made.LastUpdateStatus);
        Assert.Equal(["arm64"], made.Architectures!.Select(each => each.Value));

        var code = await sandbox.Client.UpdateFunctionCodeAsync(
            new() { FunctionName = made.FunctionArn, ZipFile = LambdaSandbox.Zip(("bootstrap", "x", true)) }, Stop);
        Assert.NotEqual(made.CodeSha256, code.CodeSha256);
        Assert.Equal(LastUpdateStatus.Successful, code.LastUpdateStatus);
        var changed = await sandbox.Client.UpdateFunctionConfigurationAsync(
            new()
            {
                FunctionName = "123456789012:function:f",
                Timeout = 900,
                MemorySize = 10240,
                Environment = new() { Variables = new() { ["A1"] = "b" } },
            }, Stop);
        Assert.Equal((900, 10240, "b"), (changed.Timeout!.Value, changed.MemorySize!.Value, changed.Environment!.Variables!["A1"]));
        var stale = await sandbox.CallAsync(
            "PUT", "/f/configuration", """{"Timeout":1,"RevisionId":"00000000-0000-0000-0000-000000000000"}""");
        Assert.Equal((412, "PreconditionFailedException"), (stale.Status, stale.Code));

        await sandbox.Client.TagResourceAsync(new() { Resource = made.FunctionArn, Tags = new() { ["more"] = "1" } }, Stop);
        var read = (await sandbox.CallAsync("GET", "/f?Qualifier=%24LATEST")).Body;
        Assert.Equal(["made-by", "more"], read.GetProperty("Tags").EnumerateObject().Select(tag => tag.Name).Order(StringComparer.Ordinal));
        using var http = new HttpClient();
        var location = read.GetProperty("Code").GetProperty("Location").GetString()!;
        using var zip = new ZipArchive(await http.GetStreamAsync(new Uri(location), Stop));
        Assert.Equal("bootstrap", Assert.Single(zip.Entries).Name);
        Assert.Equal(made.FunctionArn, Assert.Single((await sandbox.Client.ListFunctionsAsync(new(), Stop)).Functions!).FunctionArn);

        await sandbox.Client.DeleteFunctionAsync(new() { FunctionName = "f" }, Stop);
        await SignedHttp.RefusedAsync("ResourceNotFoundException",
            () => sandbox.Client.GetFunctionAsync(new() { FunctionName = "f" }, Stop));
        Assert.Empty(Directory.GetDirectories(Path.Combine(sandbox.Folder, "code")));
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        foreach (var name in new[] { "b", "a", "c" })
        {
            await sandbox.CreateAsync(name);
        }

        var first = (await sandbox.CallAsync("GET", "?MaxItems=2")).Body;
        var marker = first.GetProperty("NextMarker").GetString()!;
        var second = (await sandbox.CallAsync("GET", $"?Marker={Uri.EscapeDataString(marker)}&MaxItems=2")).Body;

        Assert.Equal(["a", "b"], NamesIn(first));
        Assert.Equal(["c"], NamesIn(second));
        Assert.False(second.TryGetProperty("NextMarker", out var next) && next.ValueKind != JsonValueKind.Null);

        static IEnumerable<string?> NamesIn(JsonElement page) =>
            page.GetProperty("Functions").EnumerateArray().Select(function => function.GetProperty("FunctionName").GetString());
    }

    public static TheoryData<string, string, string> Refusals => new()
    {
        { "again", "ResourceConflictException", "Function already exist: f" },
        { "role", "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda." },
        { "timeout", "ValidationException",
            "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900" },
        { "memory", "ValidationException",
            "Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128" },
        { "name", "ValidationException", "Value 'a b' at 'functionName'" },
        { "runtime", "InvalidParameterValueException", "The sandbox does not have the runtime python3.13" },
        { "no zip", "InvalidParameterValueException", "Could not unzip uploaded file." },
        { "slip", "InvalidParameterValueException", "lies outside of it: ../outside" },
        { "root", "InvalidParameterValueException", "lies outside of it: /tmp/outside" },
        { "link", "InvalidParameterValueException", "The sandbox does not unpack links" },
        { "bomb", "InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes" },
        { "zip size", "RequestEntityTooLargeException", "Request must be smaller than 1000 bytes" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Requests_that_Lambda_refuses_or_the_sandbox_does_not_support_are_refused(string what, string code, string message)
    {
        await using var sandbox = await LambdaSandbox.StartAsync(what == "zip size"
            ? new() { ZipSize = 1000 } : new() { UnpackedSize = 100_000 });
        if (what == "again")
        {
            await sandbox.CreateAsync();
        }

        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => sandbox.CreateAsync(change: request => Spoil(request, what)));

        Assert.Equal(code, error.ErrorCode);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.True(what == "again" || !Directory.Exists(Path.Combine(sandbox.Folder, "code"))
            || Directory.GetDirectories(Path.Combine(sandbox.Folder, "code")).Length == 0);
        Assert.False(File.Exists("/tmp/outside"));
    }

    [Theory]
    [InlineData("Environment", """{"Variables":{"AWS_REGION":"x"}}""", "Reserved keys used in this request: AWS_REGION")]
    [InlineData("Layers", """["arn:aws:lambda:eu-west-1:123456789012:layer:a:1"]""", "The sandbox does not know Layers.")]
    [InlineData("VpcConfig", """{"SubnetIds":["subnet-1"],"SecurityGroupIds":["sg-1"]}""", "The sandbox does not have networks")]
    [InlineData("Code", """{"S3Bucket":"bucket","S3Key":"key"}""", "The sandbox does not take code by S3Bucket")]
    public async Task Members_that_the_sandbox_does_not_support_are_refused(string member, string value, string message)
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        using var zip = LambdaSandbox.Zip(("bootstrap", "", true));
        var request = new JsonObject
        {
            ["FunctionName"] = "f",
            ["Runtime"] = "provided.al2023",
            ["Handler"] = "bootstrap",
            ["Role"] = LambdaSandbox.Role,
            ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(zip.ToArray()) },
            [member] = JsonNode.Parse(value),
        };

        var refused = await sandbox.CallAsync("POST", "", request.ToJsonString());

        Assert.Equal((400, "InvalidParameterValueException"), (refused.Status, refused.Code));
        Assert.Contains(message, refused.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
        var code = Path.Combine(sandbox.Folder, "code");
        Assert.False(Directory.Exists(code) && Directory.GetDirectories(code).Length > 0);
    }

    [Fact]
    public async Task Code_is_for_its_owners_eyes_only()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync(
            change: request => request.Code = new() { ZipFile = LambdaSandbox.Zip(("bootstrap", "", true), ("data/text", "", false)) });

        var task = Path.Combine(Directory.GetDirectories(Path.Combine(sandbox.Folder, "code")).Single(), "task");

        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        Assert.All(Directory.GetFileSystemEntries(sandbox.Folder, "*", SearchOption.AllDirectories)
            .Append(sandbox.Folder), path => Assert.Equal(UnixFileMode.None, ModeOf(path) & Others));
        Assert.Equal(UnixFileMode.UserExecute, ModeOf(Path.Combine(task, "bootstrap")) & UnixFileMode.UserExecute);
        Assert.Equal(UnixFileMode.None, ModeOf(Path.Combine(task, "data", "text")) & UnixFileMode.UserExecute);

        static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
    }

    [Fact]
    public async Task A_resource_policy_is_a_document_of_its_statements()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();
        AddPermissionRequest permission = new()
        {
            FunctionName = "f",
            StatementId = "one",
            Action = "lambda:InvokeFunction",
            Principal = "iot.amazonaws.com",
            SourceArn = "arn:aws:iot:eu-west-1:123456789012:rule/a",
            SourceAccount = "123456789012",
        };
        Assert.Contains("No policy", (await Missing(() => sandbox.Client.RemovePermissionAsync(new()
        {
            FunctionName = "f",
            StatementId =
            "one"
        }, Stop))).Message, StringComparison.Ordinal);

        await sandbox.Client.AddPermissionAsync(permission, Stop);
        await SignedHttp.RefusedAsync("ResourceConflictException", () => sandbox.Client.AddPermissionAsync(permission, Stop));
        var policy = JsonDocument.Parse((await sandbox.Client.GetPolicyAsync(new() { FunctionName = "f" }, Stop)).Policy!).RootElement;

        var statement = Assert.Single(policy.GetProperty("Statement").EnumerateArray());
        Assert.Equal(
            """{"Sid":"one","Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"arn:aws:lambda:eu-west-1:123456789012:function:f","Condition":{"StringEquals":{"AWS:SourceAccount":"123456789012"},"ArnLike":{"AWS:SourceArn":"arn:aws:iot:eu-west-1:123456789012:rule/a"}}}""",
            statement.GetRawText());
        await Missing(() => sandbox.Client.RemovePermissionAsync(new() { FunctionName = "f", StatementId = "two" }, Stop));
        await sandbox.Client.RemovePermissionAsync(new() { FunctionName = "f", StatementId = "one" }, Stop);
        await Missing(() => sandbox.Client.GetPolicyAsync(new() { FunctionName = "f" }, Stop));

        static Task<AmazonServiceException> Missing(Func<Task> call) => SignedHttp.RefusedAsync("ResourceNotFoundException", call);
    }

    [Fact]
    public async Task Concurrency_and_asynchronous_invocation_are_set_read_and_returned_to_their_defaults()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        await sandbox.Client.PutFunctionConcurrencyAsync(new() { FunctionName = "f", ReservedConcurrentExecutions = 20 }, Stop);
        Assert.Equal(20, (await sandbox.Client.GetFunctionConcurrencyAsync(new() { FunctionName = "f" },
            Stop)).ReservedConcurrentExecutions);
        await sandbox.Client.DeleteFunctionConcurrencyAsync(new() { FunctionName = "f" }, Stop);
        Assert.Null((await sandbox.Client.GetFunctionConcurrencyAsync(new() { FunctionName = "f" }, Stop)).ReservedConcurrentExecutions);

        await sandbox.Client.PutFunctionEventInvokeConfigAsync(
            new() { FunctionName = "f", MaximumRetryAttempts = 0, MaximumEventAgeInSeconds = 60 }, Stop);
        var config = await sandbox.Client.GetFunctionEventInvokeConfigAsync(new() { FunctionName = "f" }, Stop);
        Assert.Equal((0, 60), (config.MaximumRetryAttempts!.Value, config.MaximumEventAgeInSeconds!.Value));
        const string Path = "/2019-09-25/functions/f/event-invoke-config";
        var modified = (await sandbox.CallAsync("GET", Path)).Body.GetProperty("LastModified").GetDouble();
        Assert.True(modified > DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeSeconds());
        await sandbox.Client.DeleteFunctionEventInvokeConfigAsync(new() { FunctionName = "f" }, Stop);
        await SignedHttp.RefusedAsync("ResourceNotFoundException",
            () => sandbox.Client.GetFunctionEventInvokeConfigAsync(new() { FunctionName = "f" }, Stop));
        var destination = await sandbox.CallAsync(
            "PUT", Path, """{"DestinationConfig":{"OnFailure":{"Destination":"arn:aws:sqs:eu-west-1:123456789012:q"}}}""");
        Assert.Equal("InvalidParameterValueException", destination.Code);
        Assert.Contains("does not deliver to destinations", destination.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_that_are_not_JSON_or_too_large_are_refused_and_a_dry_run_runs_nothing()
    {
        await using var sandbox = await LambdaSandbox.StartAsync();
        await sandbox.CreateAsync();

        await SignedHttp.RefusedAsync("InvalidRequestContentException", () => sandbox.InvokeAsync("[nonsense"));
        var large = $"\"{new string('x', 256 * 1024)}\"";
        await SignedHttp.RefusedAsync("RequestTooLargeException",
            () => sandbox.Client.InvokeAsync(new() { FunctionName = "f", InvocationType = InvocationType.Event, Payload = large }, Stop));
        var dry = await sandbox.Client.InvokeAsync(new() { FunctionName = "f", InvocationType = new("DryRun") }, Stop);
        Assert.Equal(204, (int)dry.HttpStatusCode);
        Assert.Equal("ResourceNotFoundException", (await sandbox.CallAsync("POST", "/f/invocations?Qualifier=1", "{}")).Code);

        Assert.Equal(0, sandbox.Figure("Invocations"));
    }

    private static void Spoil(CreateFunctionRequest request, string what)
    {
        switch (what)
        {
            case "role": request.Role = "arn:aws:iam::123456789012:role/other"; break;
            case "timeout": request.Timeout = 901; break;
            case "memory": request.MemorySize = 64; break;
            case "name": request.FunctionName = "a b"; break;
            case "runtime": request.Runtime = new("python3.13"); break;
            case "no zip": request.Code = new() { ZipFile = new MemoryStream(Encoding.ASCII.GetBytes("no zip")) }; break;
            case "slip": request.Code = new() { ZipFile = LambdaSandbox.Zip(("bootstrap", "", true), ("../outside", "x", false)) }; break;
            case "root": request.Code = new() { ZipFile = LambdaSandbox.Zip(("/tmp/outside", "x", false)) }; break;
            case "link": request.Code = new() { ZipFile = Link() }; break;
            case "bomb": request.Code = new() { ZipFile = LambdaSandbox.Zip(("bootstrap", new string('x', 100_001), true)) }; break;
            case "zip size": request.Code = new() { ZipFile = new MemoryStream(new byte[1001]) }; break;
            default: break;
        }
    }

    private static MemoryStream Link()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var entry = zip.CreateEntry("bootstrap");
            entry.ExternalAttributes = 0xA1FF << 16;
            using var target = entry.Open();
            target.Write("/etc/passwd"u8);
        }

        return stream;
    }
}
