using System.IO.Compression;
using System.Management.Automation;
using IoTLoad.Peers;

namespace IoTLoad.PowerShell.Tests;

public sealed class FunctionTests
{
    [Fact]
    public async Task A_function_is_published_seen_and_removed_and_nothing_is_left()
    {
        await using var aws = await AwsSession.StartAsync();
        var zip = Zip();

        var published = Assert.Single(
            aws.Good("Publish-IoTLoadFunction fan -TriggerRules 2 -MemorySize 512 -Timeout 5m -ZipFile $zip", ("zip", zip)));
        Assert.Equal(("fan", "Active", 512, 2),
            (published.Text("Name"), published.Text("State"), (int)published.Count("MemorySize"), (int)published.Count("TriggerRules")));
        Assert.Equal(TimeSpan.FromMinutes(5), published.Get("Timeout"));
        Assert.Equal(0, published.Count("Drift.Count"));
        Assert.Equal("fan", Assert.Single(aws.Good("Get-IoTLoadFunction")).Text("Name"));

        aws.Good("Remove-IoTLoadFunction fan -WhatIf");
        Assert.Single(aws.Good("Get-IoTLoadFunction"));
        Assert.Equal(7, aws.Good("Get-IoTLoadFunction | Remove-IoTLoadFunction").Count);
        Assert.Empty(aws.Good("Get-IoTLoadFunction"));
        Assert.Empty(aws.Good("Remove-IoTLoadFunction fan"));
        Assert.Empty(aws.Run("Get-IoTLoadFunction fan"));
        Assert.StartsWith("FunctionNotFound,", aws.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain(AwsSession.SecretKey, aws.Shown, StringComparison.Ordinal);
        Assert.DoesNotContain(AwsSession.SessionToken, aws.Shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIf_prints_the_documents_and_sends_none()
    {
        await using var moto = await MotoServer.StartAsync();

        var output = await Pwsh.RunAsync($$"""
            Import-Module '{{TestEnvironment.Module}}'
            $aws = @{ EndpointUrl = '{{moto.Url.OriginalString}}'; Region = 'eu-west-1'; AccessKey = 'AKIDEXAMPLE'; SecretKey = 'secret' }
            Publish-IoTLoadFunction -TriggerRules 1 -ZipFile '{{Zip()}}' -WhatIf @aws
            "functions: $(@(Get-IoTLoadFunction @aws).Count)"
            """);

        Assert.Contains("SELECT *, '0' AS ruleNo FROM 'iotload/triggers/iotload'", output, StringComparison.Ordinal);
        Assert.Contains("arn:aws:iot:eu-west-1:123456789012:topic/loadtest/*", output, StringComparison.Ordinal);
        Assert.Contains("\"MaximumRetryAttempts\": 0", output, StringComparison.Ordinal);
        Assert.Contains("functions: 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Publish-IoTLoadFunction -Timeout 20m", "InvalidTimeout", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction -Timeout 20", "InvalidDuration", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction 'a b'", "InvalidFunctionName", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction -ZipFile nosuchfile.zip", "FunctionZipNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Publish-IoTLoadFunction -Downstream arn:aws:dynamodb:eu-west-1:123456789012:table/t", "DownstreamUnknown",
        ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction -ZipFile (Get-Module IoTLoad).Path", "FunctionZipInvalid", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction -TopicPrefix iotload", "InvalidTopicPrefix", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction -TriggerTopic loadtest/go", "TriggerTopicNeedsRules", ErrorCategory.InvalidArgument)]
    [InlineData("Publish-IoTLoadFunction -KafkaTopic load", "KafkaNeedsDownstream", ErrorCategory.InvalidArgument)]
    [InlineData("Remove-IoTLoadFunction 'a b'", "InvalidFunctionName", ErrorCategory.InvalidArgument)]
    public async Task Wrong_input_says_what_to_write_instead(string script, string errorId, ErrorCategory category)
    {
        await using var aws = await AwsSession.StartAsync();

        Assert.Empty(aws.Run(script.Contains("ZipFile", StringComparison.Ordinal) || script.StartsWith("Remove", StringComparison.Ordinal)
            ? script : script + " -ZipFile $zip", ("zip", Zip())));

        Assert.StartsWith(errorId + ",", aws.Module.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, aws.Module.Error.CategoryInfo.Category);
        Assert.NotEmpty(aws.Module.Error.ErrorDetails.RecommendedAction);
        Assert.Empty(aws.Good("Get-IoTLoadFunction"));
    }

    private static string Zip()
    {
        var path = Path.Combine(TestEnvironment.Home, "bootstrap.zip");
        if (!File.Exists(path))
        {
            using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
            using var entry = new StreamWriter(archive.CreateEntry("bootstrap").Open());
            entry.Write("code");
        }

        return path;
    }
}
