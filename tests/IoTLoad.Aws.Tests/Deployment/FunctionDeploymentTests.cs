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

        AssertSame(Planned("Role", "whole-eu-west-1-function")["PolicyDocument"],
            (await CliAsync("iam", "get-role-policy", "--role-name", "whole-eu-west-1-function", "--policy-name",
                "iotload"))["PolicyDocument"]);
        AssertSame(Planned("Role", "whole-eu-west-1-function")["AssumeRolePolicyDocument"],
            (await CliAsync("iam", "get-role", "--role-name", "whole-eu-west-1-function"))["Role"]!["AssumeRolePolicyDocument"]);
        var rule = (await CliAsync("iot", "get-topic-rule", "--rule-name", "iotload_whole_trigger_2"))["rule"]!;
        var wanted = Planned("TopicRule", "iotload_whole_trigger_2")["topicRulePayload"]!;
        Assert.Equal("SELECT *, '2' AS ruleNo FROM 'iotload/triggers/whole'", rule["sql"]!.GetValue<string>());
        AssertSame(wanted["actions"], rule["actions"]);
        AssertSame(wanted["errorAction"], rule["errorAction"]);
        var function = await CliAsync("lambda", "get-function-configuration", "--function-name", "whole");
        Assert.Equal(
            ("provided.al2023", 900, 1769, $"arn:aws:iam::{Account}:role/whole-eu-west-1-function"),
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
        Assert.Equal(12, removal.Removed.Count);
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
            connection, request with
            {
                TriggerRules = 1,
                MemorySize = 3008,
                RetentionDays = 1,
                TopicPrefixes = ["other"],
                ZipFile = Zip("new code")
            }, null, Stop);

        Assert.Empty(changed.Drift);
        Assert.Equal(3008, changed.MemorySize);
        Assert.Equal(["iotload_again_trigger_0"], await RulesAsync("again"));
        Assert.Contains("topic/other/*", (await CliAsync(
            "iam", "get-role-policy", "--role-name", "again-eu-west-1-function", "--policy-name",
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
        await CliAsync("iam", "put-role-policy", "--role-name", "drift-eu-west-1-function", "--policy-name", "iotload", "--policy-document", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}""");

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
        Assert.Equal(5, (await FunctionDeployment.DescribeRemovalAsync(connection, "half", Stop)).Count);
        var removal = await FunctionDeployment.RemoveAsync(connection, "half", null, Stop);

        Assert.Empty(removal.Faults);
        Assert.Equal(5, removal.Removed.Count);
        await AssertNothingLeftAsync("half");
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, "half", null, Stop)).Removed);
    }

    /// <summary>Every part that has an existence of its own: what makes another's, and what shows it.</summary>
    public static TheoryData<string, string, string, string> PartsOfOthers => new()
    {
        { "Role", "own-role-eu-west-1-function", "iam create-role --role-name {0} --assume-role-policy-document {{}}",
            "iam get-role --role-name {0}" },
        { "Role", "own-role-eu-west-1-rules", "iam create-role --role-name {0} --assume-role-policy-document {{}}",
            "iam get-role --role-name {0}" },
        { "LogGroup", "/aws/lambda/own-loggroup", "logs create-log-group --log-group-name {0}",
            "logs describe-log-groups --log-group-name-prefix {0}" },
        { "Function", "own-function", "lambda create-function --function-name {0} --runtime provided.al2023 --handler bootstrap "
            + "--role arn:aws:iam::123456789012:role/theirs --zip-file fileb://{1}", "lambda get-function --function-name {0}" },
        { "TriggerKey", "/iotload/own-triggerkey/trigger-key", "ssm put-parameter --name {0} --value theirs --type String",
            "ssm get-parameter --name {0}" },
        { "TopicRule", "iotload_own_topicrule_trigger_0",
            "iot create-topic-rule --rule-name {0} --topic-rule-payload {{\"sql\":\"SELECT*FROM'theirs'\",\"actions\":[]}}",
            "iot get-topic-rule --rule-name {0}" },
        { "TopicRule", "iotload_own_topicrule_downstream_0",
            "iot create-topic-rule --rule-name {0} --topic-rule-payload {{\"sql\":\"SELECT*FROM'theirs'\",\"actions\":[]}}",
            "iot get-topic-rule --rule-name {0}" },
    };

    [Theory]
    [MemberData(nameof(PartsOfOthers))]
    public async Task A_part_of_others_is_neither_changed_nor_removed(string kind, string name, string make, string show)
    {
        var connection = await ConnectionAsync();
        var function = $"own-{kind.ToLowerInvariant()}";
        var request = Request(function) with
        {
            TriggerRules = 1,
            ReservedConcurrency = 5,
            Downstream = [new DownstreamTarget($"arn:aws:kinesis:eu-west-1:{Account}:stream/load")],
        };
        if (kind == "Function")
        {
            await CliAsync("iam", "create-role", "--role-name", "theirs", "--assume-role-policy-document", "{}");
        }

        await RunAsync(make);
        var before = await RunAsync(show);

        var refused = await Assert.ThrowsAsync<LoadException>(() => FunctionDeployment.PublishAsync(connection, request, null, Stop));
        var removal = await FunctionDeployment.RemoveAsync(connection, function, null, Stop);

        Assert.Equal(("DeploymentOfOthers", name), (refused.ErrorId, refused.Target));
        Assert.Equal([name], removal.Faults.Select(fault => fault.Target));
        AssertSame(before, await RunAsync(show));
        if (kind == "Function")
        {
            // What belongs to the function goes with it.
            Assert.DoesNotContain("iotload", (await CliAsync("lambda", "list-tags", "--resource",
                $"arn:aws:lambda:eu-west-1:{Account}:function:{name}")).ToJsonString(), StringComparison.Ordinal);
            await Assert.ThrowsAnyAsync<Exception>(() => CliAsync("lambda", "get-function-event-invoke-config", "--function-name", name));
            await Assert.ThrowsAnyAsync<Exception>(() => CliAsync("lambda", "get-policy", "--function-name", name));
        }

        await RunAsync(kind switch
        {
            "Role" => "iam delete-role --role-name {0}",
            "LogGroup" => "logs delete-log-group --log-group-name {0}",
            "Function" => "lambda delete-function --function-name {0}",
            "TriggerKey" => "ssm delete-parameter --name {0}",
            _ => "iot delete-topic-rule --rule-name {0}",
        });

        Task<JsonNode> RunAsync(string command) => CliAsync([.. command.Split(' ')
            .Select(word => string.Format(System.Globalization.CultureInfo.InvariantCulture, word, name, request.ZipFile))]);
    }

    [Fact]
    public async Task The_same_function_in_two_regions_shares_nothing()
    {
        var here = await ConnectionAsync();
        var there = here with { Region = "us-east-1" };
        await FunctionDeployment.PublishAsync(here, Request("twice") with { TriggerRules = 1 }, null, Stop);
        await FunctionDeployment.PublishAsync(there, Request("twice") with { TriggerRules = 1 }, null, Stop);

        Assert.Empty((await FunctionDeployment.GetAsync(here, "twice", null, Stop)).Drift);
        Assert.Empty((await FunctionDeployment.RemoveAsync(there, "twice", null, Stop)).Faults);
        Assert.Empty((await FunctionDeployment.GetAsync(here, "twice", null, Stop)).Drift);
        Assert.Empty((await FunctionDeployment.RemoveAsync(here, "twice", null, Stop)).Faults);
        await AssertNothingLeftAsync("twice");
    }

    [Theory]
    [InlineData("eu-west-1", true)]
    [InlineData("us-east-1", false)]
    public async Task Roles_of_earlier_versions_are_replaced_in_the_region_that_they_are_of(string region, bool gone)
    {
        var name = $"former-{region}";
        foreach (var role in new[] { $"{name}-function", $"{name}-rules" })
        {
            await CliAsync("iam", "create-role", "--role-name", role, "--assume-role-policy-document", "{}", "--tags",
                "Key=iotload-made-by,Value=IoTLoad", $"Key=iotload-function,Value={name}");
            await CliAsync("iam", "put-role-policy", "--role-name", role, "--policy-name", "iotload", "--policy-document",
                $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Publish","Resource":"arn:aws:iot:{{region}}:{{Account}}:topic/x"}]}""");
        }

        var connection = await ConnectionAsync();
        Assert.Empty((await FunctionDeployment.PublishAsync(connection, Request(name) with { TriggerRules = 1 }, null, Stop)).Drift);

        var roles = (await CliAsync("iam", "list-roles"))["Roles"]!.AsArray().Select(role => role!["RoleName"]!.GetValue<string>())
            .Where(role => role.StartsWith(name, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        string[] made = [$"{name}-eu-west-1-function", $"{name}-eu-west-1-rules"];
        Assert.Equal(gone ? made : [.. made, $"{name}-function", $"{name}-rules"], roles);
        Assert.Empty((await FunctionDeployment.RemoveAsync(connection, name, null, Stop)).Faults);
    }

    [Fact]
    public async Task A_trigger_topic_below_the_load_is_not_delivered_downstream_and_denied_to_the_function()
    {
        var request = Request("below") with
        {
            TriggerRules = 1,
            TriggerTopic = "loadtest/lambda/http",
            Downstream = [new DownstreamTarget($"arn:aws:kinesis:eu-west-1:{Account}:stream/load")],
        };

        var planned = await FunctionDeployment.DescribeAsync(await ConnectionAsync(), request, Stop);

        var rule = planned.Single(part => part.Name == "iotload_below_downstream_0").Document;
        Assert.Contains("SELECT * FROM 'loadtest/#' WHERE topic() <> 'loadtest/lambda/http'", rule, StringComparison.Ordinal);
        var denial = JsonNode.Parse(planned.Single(part => part.Name == "below-eu-west-1-function").Document)!["PolicyDocument"]!
            ["Statement"]!.AsArray().Single(statement => statement!["Effect"]!.GetValue<string>() == "Deny")!;
        Assert.Contains($"arn:aws:iot:eu-west-1:{Account}:topic/loadtest/lambda/http", denial["Resource"]!.ToJsonString(),
            StringComparison.Ordinal);
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
        await CliAsync("iam", "create-role", "--role-name", "theirs-eu-west-1-function", "--assume-role-policy-document", """{"Version":"2012-10-17","Statement":[]}""");
        await CliAsync("logs", "create-log-group", "--log-group-name", "/aws/lambda/theirs");

        var refused = await Assert.ThrowsAsync<LoadException>(
            () => FunctionDeployment.PublishAsync(connection, Request("theirs"), null, Stop));
        var removal = await FunctionDeployment.RemoveAsync(connection, "theirs", null, Stop);

        Assert.Equal(("DeploymentOfOthers", "theirs-eu-west-1-function"), (refused.ErrorId, refused.Target));
        Assert.Empty(removal.Removed);
        Assert.Equal(["theirs-eu-west-1-function", "/aws/lambda/theirs"], removal.Faults.Select(fault => fault.Target));
        Assert.NotNull((await CliAsync("iam", "get-role", "--role-name", "theirs-eu-west-1-function"))["Role"]);
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
    [InlineData("TagTooLong")]
    [InlineData("DownstreamElsewhere")]
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
            "TagTooLong" => request with { TopicPrefixes = [.. Enumerable.Range(0, 30).Select(index => $"loadtest/{index}")] },
            "DownstreamElsewhere" => request with
            {
                Downstream = [new DownstreamTarget("arn:aws:kinesis:us-east-1:123456789012:stream/s")],
            },
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
