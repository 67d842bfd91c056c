using System.Collections;
using System.Management.Automation;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes an AWS region.</summary>
public sealed class RegionCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) => AwsNames.Regions
        .Select(region => new CompletionResult(region.Name, region.Name, CompletionResultType.ParameterValue, region.DisplayName));
}

/// <summary>Completes the name of a profile of the AWS configuration.</summary>
public sealed class AwsProfileCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound) =>
        AwsNames.Profiles(bound["ProfileLocation"]?.ToString()).Select(name => new CompletionResult(name));
}

/// <summary>Completes the name of something in the account; AWS is asked, for 3 s at most.</summary>
public abstract class AccountCompleter : WordCompleter
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    protected override IEnumerable<CompletionResult> Words(string commandName, IDictionary bound)
    {
        var connection = new AwsConnection
        {
            ProfileName = bound["ProfileName"]?.ToString(),
            ProfileLocation = bound["ProfileLocation"]?.ToString(),
            Region = bound["Region"]?.ToString(),
            AccessKey = bound["AccessKey"]?.ToString(),
            SecretKey = bound["SecretKey"]?.ToString(),
            SessionToken = bound["SessionToken"]?.ToString(),
            EndpointUrl = bound["EndpointUrl"]?.ToString(),
        };
        using var timeout = new CancellationTokenSource(Longest);
        try
        {
            return Task.Run(() => NamesAsync(connection, timeout.Token)).GetAwaiter().GetResult()
                .Select(name => new CompletionResult(name)).ToList();
        }
        catch (Exception exception) when (exception is LoadException or OperationCanceledException)
        {
            // At a prompt there is no place for an error; the cmdlet itself will tell it.
            return [];
        }
    }

    private protected abstract Task<IReadOnlyList<string>> NamesAsync(AwsConnection connection, CancellationToken cancellation);
}

/// <summary>Completes the name of a deployed function.</summary>
public sealed class FunctionCompleter : AccountCompleter
{
    private protected override Task<IReadOnlyList<string>> NamesAsync(AwsConnection connection, CancellationToken cancellation) =>
        FunctionDeployment.ListAsync(connection, cancellation);
}

/// <summary>Completes the name of a template of fleet provisioning.</summary>
public sealed class ProvisioningTemplateCompleter : AccountCompleter
{
    private protected override async Task<IReadOnlyList<string>> NamesAsync(AwsConnection connection, CancellationToken cancellation)
    {
        using var fleet = await DeviceFleet.OpenAsync(connection, "", null, null, cancellation);
        return await fleet.ListTemplatesAsync(cancellation);
    }
}
