using System.IO.Compression;
using System.Text.Json.Nodes;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Aws.Tests.Moto;
using IoTLoad.Engine;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Deployment;

/// <summary>Deployments in moto, looked at by the AWS CLI.</summary>
public sealed class FunctionDeploymentTests(MotoFixture moto) : IDisposable
{
    private const string Account = "123456789012";
    private readonly PrivateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Everything_that_is_asked_for_is_made_and_each_document_is_as_it_was_described()
    {
        var connection = await ConnectionAsync();
        var request = Request("whole") with
        {
            TriggerRules = 3,
            RetentionDays = 3,
            ReservedConcurrency = 50,
            TopicPrefixes = ["loadtest", "plant"],
            Downstream = [new DownstreamTarget($"arn:aws:kinesis:eu-west-1:{Account}:stream/load"),
                new DownstreamTarget("arn:aws:s3:::bucket/raw")],
        };

        var planned = await FunctionDeployment.DescribeAsync(connection, request, Stop);
        var deployed = await FunctionDeployment.PublishAsync(connection, request, null, Stop);

        Assert.Empty(deployed.Drift);
        Assert.Equal(planned.Select(part => (part.Kind, part.Name)), deployed.Parts.Select(part => (part.Kind, part.Name)));
        Assert.Equal(("Active", "arm64", 1769, 3), (deployed.State, deployed.Architecture, deployed.MemorySize, deployed.TriggerRules));

        AssertSame(Planned("Role", "whole-function")["PolicyDocument"],
            (await CliAsync("iam", "get-role-policy", "--role-name", "whole-function", "--policy-name", "iotload"))["PolicyDocument"]);
        AssertSame(Planned("Role", "whole-function")["AssumeRolePolicyDocument"],
            (await CliAsync("iam", "get-role", "--role-name", "whole-function"))["Role"]!["AssumeRolePolicyDocument"]);
        var rule = (await CliAsync("iot", "get-topic-rule", "--rule-name", "iotload_whole_trigger_2"))["rule"]!;
        var wanted = Planned("TopicRule", "iotload_whole_trigger_2")["topicRulePayload"]!;
        Assert.Equal("SELECT *, '2' AS ruleNo FROM 'loadtest/lambda/whole'", rule["sql"]!.GetValue<string>());
        AssertSame(wanted["actions"], rule["actions"]);
        AssertSame(wanted["errorAction"], rule["errorAction"]);
        var function = await CliAsync("lambda", "get-function-configuration", "--function-name", "whole");
        Assert.Equal(
            ("provided.al2023", 900, 1769, $"arn:aws:iam::{Account}:role/whole-function"),
            (function["Runtime"]!.GetValue<string>(), function["Timeout"]!.GetValue<int>(), function["MemorySize"]!.GetValue<int>(),
                function["Role"]!.GetValue<string>()));
        Assert.Equal(0, (await CliAsync("lambda", "get-function-event-invoke-config", "--function-name",
            "whole"))["MaximumRetryAttempts"]!.GetValue<int>());
        Assert.Equal(3, (await CliAsync("logs", "describe-log-groups", "--log-group-name-prefix",
            "/aws/lambda/whole"))["logGroups"]![0]!["retentionInDays"]!.GetValue<int>());
        var policy = JsonNode.Parse(
            (await CliAsync("lambda", "get-policy", "--function-name", "whole"))["Policy"]!.GetValue<string>())!["Statement"]!.AsArray();
        Assert.Contains($"arn:aws:iot:eu-west-1:{Account}:rule/iotload_whole_trigger_*", Assert.Single(policy)!.ToJsonString(),
            StringComparison.Ordinal);
        Assert.Equal(
            ["iotload_whole_downstream_0", "iotload_whole_downstream_1", "iotload_whole_downstream_2", "iotload_whole_downstream_3"],
            (await RulesAsync("whole")).Where(name => name.Contains("downstream", StringComparison.Ordinal)));

        var removal = await FunctionDeployment.RemoveAsync(connection, "whole", null, Stop);
        Assert.Empty(removal.Faults);
        Assert.Equal(11, removal.Removed.Count);
        await AssertNothingLeftAsync("whole");

        JsonNode Planned(string kind, string name) =>
            JsonNode.Parse(planned.Single(part => part.Kind == kind && part.Name == name).Document)!;
    }

    [Fact]
    public async Task A_second_deployment_changes_what_differs_and_makes_nothing_twice()
    {
        var connection = await ConnectionAsync();
        var request = Request("again") with { TriggerRules = 3 };
        await FunctionDeployment.PublishAsync(connection, request, null, Stop);
        var before = await CliAsync("lambda", "get-function-configuration", "--function-name", "again");

        Assert.Empty((await FunctionDeployment.PublishAsync(connection, request, null, Stop)).Drift);
        Assert.Equal(before["LastModified"]!.GetValue<string>(),
            (await CliAsync("lambda", "get-function-configuration", "--function-name", "again"))["LastModified"]!.GetValue<string>());

        var changed = await FunctionDeployment.PublishAsync(
            connection, request with { TriggerRules = 1, MemorySize = 3008, RetentionDays = 1, TopicPrefixes = ["other"],
                ZipFile = Zip("new code") }, null, Stop);

        Assert.Empty(changed.Drift);
        Assert.Equal(3008, changed.MemorySize);
        Assert.Equal(["iotload_again_trigger_0"], await RulesAsync("again"));
        Assert.Contains("topic/other/*", (await CliAsync("iam", "get-role-policy", "--role-name", "again-function", "--policy-name",
            "iotload"))["PolicyDocument"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotEqual(before["CodeSha256"]!.GetValue<string>(), changed.CodeSha256);
        Assert.Contains("again", await FunctionDeployment.ListAsync(connection, Stop));
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "again", null, Stop)).Faults);
    }

    [Fact]
    public async Task Rules_of_a_function_with_the_same_name_prefix_are_not_changed()
    {
        var connection = await ConnectionAsync();
        await FunctionDeployment.PublishAsync(connection, Request("alike-2") with { TriggerRules = 2 }, null, Stop);

        await FunctionDeployment.PublishAsync(connection, Request("alike") with { TriggerRules = 1 }, null, Stop);
        Assert.DoesNotContain(await FunctionDeployment.DescribeRemovalAsync(connection, "alike", Stop),
            part => part.Name.Contains("alike_2", StringComparison.Ordinal));
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "alike", null, Stop)).Faults);

        Assert.Empty((await FunctionDeployment.GetAsync(connection, "alike-2", null, Stop)).Drift);
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "alike-2", null, Stop)).Faults);
        await AssertNothingLeftAsync("alike");
    }

    [Fact]
    public async Task Drift_is_found_and_repaired()
    {
        var connection = await ConnectionAsync();
        var request = Request("drift") with { TriggerRules = 2 };
        await FunctionDeployment.PublishAsync(connection, request, null, Stop);
        Assert.Empty((await FunctionDeployment.GetAsync(connection, "drift", request.ZipFile, Stop)).Drift);

        await CliAsync("lambda", "update-function-configuration", "--function-name", "drift", "--memory-size", "512");
        await CliAsync("lambda", "delete-function-event-invoke-config", "--function-name", "drift");
        await CliAsync("logs", "put-retention-policy", "--log-group-name", "/aws/lambda/drift", "--retention-in-days", "365");
        await CliAsync("iot", "delete-topic-rule", "--rule-name", "iotload_drift_trigger_1");
        await CliAsync("iam", "put-role-policy", "--role-name", "drift-function", "--policy-name", "iotload", "--policy-document", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""");

        var found = await FunctionDeployment.GetAsync(connection, "drift", Zip("newer code"), Stop);

        Assert.Equal(
            [
                ("Role", PartState.Drifted), ("LogGroup", PartState.Drifted), ("Function", PartState.Drifted),
                ("EventInvokeConfig", PartState.Missing),
                ("TopicRule", PartState.Missing),
            ],
            found.Drift.Select(part => (part.Kind, part.State)));
        var function = found.Drift.Single(part => part.Kind == "Function").Detail;
        Assert.Contains("512 MB", function, StringComparison.Ordinal);
        Assert.Contains("other code", function, StringComparison.Ordinal);
        Assert.Empty((await FunctionDeployment.PublishAsync(connection, request, null, Stop)).Drift);
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "drift", null, Stop)).Faults);
        await AssertNothingLeftAsync("drift");
    }

    [Fact]
    public async Task Half_a_deployment_is_removed_as_well()
    {
        var connection = await ConnectionAsync();
        await FunctionDeployment.PublishAsync(connection, Request("half") with { TriggerRules = 1 }, null, Stop);
        await CliAsync("lambda", "delete-function", "--function-name", "half");

        Assert.Equal("FunctionNotFound",
            (await Assert.ThrowsAsync<LoadException>(() => FunctionDeployment.GetAsync(connection, "half", null, Stop))).ErrorId);
        Assert.Equal(4, (await FunctionDeployment.DescribeRemovalAsync(connection, "half", Stop)).Count);
        var removal = await FunctionDeployment.RemoveAsync(connection, "half", null, Stop);

        Assert.Empty(removal.Faults);
        Assert.Equal(4, removal.Removed.Count);
        await AssertNothingLeftAsync("half");
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "half", null, Stop)).Removed);
    }

    [Theory]
    [InlineData("LogGroup", "/aws/lambda/own-loggroup")]
    [InlineData("TopicRule", "iotload_own_topicrule_trigger_0")]
    public async Task A_part_of_others_is_neither_changed_nor_removed(string kind, string name)
    {
        var connection = await ConnectionAsync();
        var function = $"own-{kind.ToLowerInvariant()}";
        if (kind == "LogGroup")
        {
            await CliAsync("logs", "create-log-group", "--log-group-name", name);
            await CliAsync("logs", "put-retention-policy", "--log-group-name", name, "--retention-in-days", "400");
        }
        else
        {
            await CliAsync("iot", "create-topic-rule", "--rule-name", name, "--topic-rule-payload", """{"sql":"SELECT * FROM 'theirs'","actions":[]}""");
        }

        var refused = await Assert.ThrowsAsync<LoadException>(
            () => FunctionDeployment.PublishAsync(connection, Request(function) with { TriggerRules = 1 }, null, Stop));
        var removal = await FunctionDeployment.RemoveAsync(connection, function, null, Stop);

        Assert.Equal(("DeploymentOfOthers", name), (refused.ErrorId, refused.Target));
        Assert.Equal([name], removal.Faults.Select(fault => fault.Target));
        if (kind == "LogGroup")
        {
            var group = (await CliAsync("logs", "describe-log-groups", "--log-group-name-prefix", name))["logGroups"]![0]!;
            Assert.Equal(400, group["retentionInDays"]!.GetValue<int>());
        }
        else
        {
            Assert.Equal("SELECT * FROM 'theirs'",
                (await CliAsync("iot", "get-topic-rule", "--rule-name", name))["rule"]!["sql"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task Functions_whose_rules_would_have_the_same_names_do_not_share_them()
    {
        var connection = await ConnectionAsync();
        await FunctionDeployment.PublishAsync(connection, Request("twin_one") with { TriggerRules = 1 }, null, Stop);

        var refused = await Assert.ThrowsAsync<LoadException>(
            () => FunctionDeployment.PublishAsync(connection, Request("twin-one") with { TriggerRules = 1 }, null, Stop));
        Assert.Equal(("DeploymentOfOthers", "iotload_twin_one_trigger_0"), (refused.ErrorId, refused.Target));
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "twin-one", null, Stop)).Faults);

        Assert.Empty((await FunctionDeployment.GetAsync(connection, "twin_one", null, Stop)).Drift);
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "twin_one", null, Stop)).Faults);
    }

    [Fact]
    public async Task Untagged_resources_of_the_same_name_are_reported_and_not_changed()
    {
        var connection = await ConnectionAsync();
        await CliAsync("iam", "create-role", "--role-name", "theirs-function", "--assume-role-policy-document", """{"Version":"2012-10-17","Statement":[]}""");
        await CliAsync("logs", "create-log-group", "--log-group-name", "/aws/lambda/theirs");

        var refused = await Assert.ThrowsAsync<LoadException>(
            () => FunctionDeployment.PublishAsync(connection, Request("theirs"), null, Stop));
        var removal = await FunctionDeployment.RemoveAsync(connection, "theirs", null, Stop);

        Assert.Equal(("DeploymentOfOthers", "theirs-function"), (refused.ErrorId, refused.Target));
        Assert.Empty(removal.Removed);
        Assert.Equal(["theirs-function", "/aws/lambda/theirs"], removal.Faults.Select(fault => fault.Target));
        Assert.NotNull((await CliAsync("iam", "get-role", "--role-name", "theirs-function"))["Role"]);
    }

    [Theory]
    [InlineData("InvalidFunctionName")]
    [InlineData("InvalidArchitecture")]
    [InlineData("InvalidMemorySize")]
    [InlineData("InvalidTimeout")]
    [InlineData("InvalidRetention")]
    [InlineData("InvalidTriggerRules")]
    [InlineData("InvalidTopicPrefix")]
    [InlineData("InvalidClientIdPrefix")]
    [InlineData("FunctionZipNotFound")]
    [InlineData("DownstreamUnknown")]
    [InlineData("KafkaIncomplete")]
    public async Task Invalid_input_is_refused_before_anything_is_created(string errorId)
    {
        var request = Request("wrong");
        request = errorId switch
        {
            "InvalidFunctionName" => request with { Name = "9 lives" },
            "InvalidArchitecture" => request with { Architecture = "mips" },
            "InvalidMemorySize" => request with { MemorySize = 64 },
            "InvalidTimeout" => request with { Timeout = TimeSpan.FromMinutes(16) },
            "InvalidRetention" => request with { RetentionDays = 8 },
            "InvalidTriggerRules" => request with { TriggerRules = 501 },
            "InvalidTopicPrefix" => request with { TopicPrefixes = ["a/#"] },
            "InvalidClientIdPrefix" => request with { ClientIdPrefixes = ["*"] },
            "FunctionZipNotFound" => request with { ZipFile = "no-such-file.zip" },
            "DownstreamUnknown" => request with { Downstream = [new DownstreamTarget("arn:aws:dynamodb:eu-west-1:123456789012:table/t")] },
            _ => request with { Downstream = [new DownstreamTarget("arn:aws:iot:eu-west-1:123456789012:ruledestination/vpc/1")] },
        };

        var exception = await Assert.ThrowsAsync<LoadException>(
            async () => await FunctionDeployment.PublishAsync(await ConnectionAsync(), request, null, Stop));

        Assert.Equal(errorId, exception.ErrorId);
        Assert.NotEmpty(exception.RecommendedAction);
        Assert.DoesNotContain((await CliAsync("iam", "list-roles"))["Roles"]!.AsArray(), role => role!["RoleName"]!.GetValue<string>()
            .StartsWith("wrong", StringComparison.Ordinal));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected}\nis not\n{actual}");

    private async Task AssertNothingLeftAsync(string name)
    {
        Assert.Empty(await RulesAsync(name));
        Assert.DoesNotContain((await CliAsync("iam", "list-roles"))["Roles"]!.AsArray(), role => role!["RoleName"]!.GetValue<string>()
            .StartsWith(name + "-", StringComparison.Ordinal));
        Assert.DoesNotContain((await CliAsync("lambda", "list-functions"))["Functions"]!.AsArray(),
            function => function!["FunctionName"]!.GetValue<string>() == name);
        Assert.Empty((await CliAsync("logs", "describe-log-groups", "--log-group-name-prefix", "/aws/lambda/"
            + name))["logGroups"]!.AsArray());
    }

    private async Task<IEnumerable<string>> RulesAsync(string name) => (await CliAsync("iot", "list-topic-rules"))["rules"]!.AsArray()
        .Select(rule => rule!["ruleName"]!.GetValue<string>())
            .Where(rule => rule.StartsWith($"iotload_{name}_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private async Task<JsonNode> CliAsync(params string[] arguments)
    {
        var output = await AwsCli.RunAsync(await moto.UrlAsync(), arguments);
        return JsonNode.Parse(output.Length == 0 ? "{}" : output)!;
    }

    private async Task<AwsConnection> ConnectionAsync() => new()
    {
        AccessKey = "AKIDEXAMPLE",
        SecretKey = "secret",
        Region = "eu-west-1",
        EndpointUrl = (await moto.UrlAsync()).OriginalString,
    };

    private FunctionRequest Request(string name) => new() { Name = name, ZipFile = Zip("code") };

    private string Zip(string code)
    {
        var path = Path.Combine(_folder.FullPath, $"{code}.zip");
        if (!File.Exists(path))
        {
            using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
            using var entry = new StreamWriter(archive.CreateEntry("bootstrap").Open());
            entry.Write(code);
        }

        return path;
    }
}
