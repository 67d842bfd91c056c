using System.Text.Json;
using System.Text.RegularExpressions;
using IoTLoad.PowerShell.Tests;

namespace IoTLoad.Serverless.Tests;

/// <summary>The rights that help pages name are those that the cmdlets need: a role with exactly these, in the sandbox.</summary>
public sealed partial class RightsTests : IDisposable
{
    private readonly ServerlessSession _serverless = new();

    private ModuleSession Session => _serverless.Module;

    public void Dispose() => _serverless.Dispose();

    [Fact]
    public async Task Functions_are_published_looked_at_changed_and_removed_with_the_rights_that_the_help_names()
    {
        var publish = await ActionsAsync("Publish-IoTLoadFunction");
        var read = publish.Where(action => ReadingAction().IsMatch(action)).Concat(await ActionsAsync("Get-IoTLoadFunction"));
        const string Publish = "Publish-IoTLoadFunction rights -Architecture $architecture -ZipFile $zip -TriggerRules TRIGGERS "
            + "-Downstream arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry -ReservedConcurrency 9 @who";

        await RunAsync("publisher", publish, Publish.Replace("TRIGGERS", "2", StringComparison.Ordinal));
        await RunAsync("publisher", publish,
            Publish.Replace("TRIGGERS", "1", StringComparison.Ordinal) + " -RetentionDays 30 -MemorySize 512");
        await RunAsync("reader", read, "Get-IoTLoadFunction @who | Where-Object Name -eq rights");
        await RunAsync("remover", await ActionsAsync("Remove-IoTLoadFunction"), "Remove-IoTLoadFunction rights @who");
        Assert.DoesNotContain("rights", (await _serverless.AwsCliAsync("ssm", "describe-parameters"))
            + await _serverless.AwsCliAsync("iam", "list-roles", "--query", "Roles[].RoleName")
            + await _serverless.AwsCliAsync("iot", "list-topic-rules"), StringComparison.Ordinal);
    }

    private async Task RunAsync(string role, IEnumerable<string> actions, string script)
    {
        const string Trust = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}
            """;
        var name = $"{role}-{Guid.NewGuid():N}";
        using var made = JsonDocument.Parse(await _serverless.AwsCliAsync(
            "iam", "create-role", "--role-name", name, "--assume-role-policy-document", Trust));
        var document = JsonSerializer.Serialize(new
        {
            Version = "2012-10-17",
            Statement = new[] { new { Effect = "Allow", Action = actions.Distinct().ToArray(), Resource = "*" } },
        });
        await _serverless.AwsCliAsync(
            "iam", "put-role-policy", "--role-name", name, "--policy-name", "rights", "--policy-document", document);
        using var assumed = JsonDocument.Parse(await _serverless.AwsCliAsync("sts", "assume-role", "--role-session-name", "test",
            "--role-arn", made.RootElement.GetProperty("Role").GetProperty("Arn").GetString()!));
        var credentials = assumed.RootElement.GetProperty("Credentials");

        var output = Session.Run(
            "$who = @{ EndpointUrl = $sandbox.EndpointUrl; Region = 'eu-west-1'; AccessKey = $key; SecretKey = $secret; "
                + "SessionToken = $token }; " + script,
            ("key", credentials.GetProperty("AccessKeyId").GetString()!),
            ("secret", credentials.GetProperty("SecretAccessKey").GetString()!),
            ("token", credentials.GetProperty("SessionToken").GetString()!));

        Assert.Empty(Session.Errors.Select(error => error.ToString()));
        Assert.NotEmpty(output);
        await _serverless.AwsCliAsync("iam", "delete-role-policy", "--role-name", name, "--policy-name", "rights");
        await _serverless.AwsCliAsync("iam", "delete-role", "--role-name", name);
    }

    /// <summary>The actions that a help page says the caller needs.</summary>
    private static async Task<IReadOnlyList<string>> ActionsAsync(string cmdlet)
    {
        var page = await File.ReadAllTextAsync(
            Path.Combine(TestEnvironment.Repository, "docs", "cmdlets", cmdlet + ".md"), TestContext.Current.CancellationToken);
        var said = page.Split('\n').Single(line => line.StartsWith("The caller needs", StringComparison.Ordinal));
        return
        [
            .. WholeAction().Matches(said).Select(match => match.Groups["action"].Value),
            .. Service().Matches(said).SelectMany(service => Name().Matches(service.Groups["names"].Value)
                .Select(name => $"{service.Groups["service"].Value}:{name.Value}")),
        ];
    }

    [GeneratedRegex(":(Get|List|Describe)")]
    private static partial Regex ReadingAction();

    [GeneratedRegex("`(?<action>[a-z]+:[A-Za-z]+)`")]
    private static partial Regex WholeAction();

    [GeneratedRegex("`(?<service>[a-z]+):`(?<names>[^;.`]*)")]
    private static partial Regex Service();

    [GeneratedRegex("[A-Z][A-Za-z]+")]
    private static partial Regex Name();
}
