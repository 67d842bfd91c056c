using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.CloudWatchLogs;
using Amazon.IdentityManagement;
using Amazon.IoT;
using Amazon.Lambda;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Deployment;

/// <summary>The services that a deployment is made of, and their errors as ours.</summary>
internal sealed partial class AwsCaller : IDisposable
{
    private readonly AmazonSecurityTokenServiceClient _sts;

    private AwsCaller(AwsConnection connection, Amazon.Runtime.AWSCredentials credentials, CancellationToken stop)
    {
        Stop = stop;
        Region = connection.ResolveRegion().SystemName;
        Partition = connection.ResolveRegion().PartitionName;
        Iot = new AmazonIoTClient(credentials, connection.Configure(new AmazonIoTConfig()));
        Lambda = new AmazonLambdaClient(credentials, connection.Configure(new AmazonLambdaConfig()));
        Iam = new AmazonIdentityManagementServiceClient(credentials, connection.Configure(new AmazonIdentityManagementServiceConfig()));
        Logs = new AmazonCloudWatchLogsClient(credentials, connection.Configure(new AmazonCloudWatchLogsConfig()));
        Ssm = new AmazonSimpleSystemsManagementClient(credentials, connection.Configure(new AmazonSimpleSystemsManagementConfig()));
        _sts = new AmazonSecurityTokenServiceClient(credentials, connection.Configure(new AmazonSecurityTokenServiceConfig()));
    }

    /// <summary>Ends every request.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Takes what is waited for.</summary>
    public IProgress<FleetProgress>? Progress { get; set; }

    public string Region { get; }

    /// <summary>AWS partition, such as <c>aws</c> or <c>aws-cn</c>.</summary>
    public string Partition { get; }

    public string Account { get; private set; } = "";

    public AmazonIoTClient Iot { get; }

    public AmazonLambdaClient Lambda { get; }

    public AmazonIdentityManagementServiceClient Iam { get; }

    public AmazonCloudWatchLogsClient Logs { get; }

    public AmazonSimpleSystemsManagementClient Ssm { get; }

    /// <summary>Makes the clients, and finds out which account this is.</summary>
    /// <exception cref="LoadException">What <see cref="AwsConnection"/> finds wrong, or AWS refuses.</exception>
    public static async Task<AwsCaller> OpenAsync(AwsConnection connection, CancellationToken stop)
    {
        var caller = new AwsCaller(connection, await connection.ResolveCredentialsAsync(stop), stop);
        try
        {
            caller.Account = (await caller.CallAsync(null, _ => caller._sts.GetCallerIdentityAsync(new(), stop))).Account;
            return caller;
        }
        catch
        {
            caller.Dispose();
            throw;
        }
    }

    public string Arn(string service, string resource) => $"arn:{Partition}:{service}:{Region}:{Account}:{resource}";

    public string RoleArn(string name) => $"arn:{Partition}:iam::{Account}:role/{name}";

    /// <summary>Calls an operation, and waits for states that pass.</summary>
    /// <param name="resource">ARN or name of what it is about.</param>
    /// <param name="call">The call, which names the service and the operation: <c>aws.Lambda.GetPolicyAsync(…)</c>.</param>
    /// <param name="text">The call as it is written.</param>
    /// <exception cref="LoadException">What <see cref="AwsFault"/> makes of it.</exception>
    public Task<T> CallAsync<T>(
        string? resource, Func<CancellationToken, Task<T>> call, [CallerArgumentExpression(nameof(call))] string text = "")
    {
        var names = Operation().Match(text).Groups;
        return new AwsCall(names[1].Value.ToLowerInvariant(), names[2].Value, resource).RunAsync(
            () => PassingState.WaitAsync(() => call(Stop), wait => Progress?.Report(new FleetProgress(wait, 0, 0)), Stop), Region, Stop);
    }

    /// <summary>Calls an operation; null where what it is about does not exist.</summary>
    public async Task<T?> FindAsync<T>(
        string resource, Func<CancellationToken, Task<T>> call, [CallerArgumentExpression(nameof(call))] string text = "")
        where T : class
    {
        try
        {
            return await CallAsync(resource, call, text);
        }
        catch (LoadException e) when (e.ErrorId == "AwsNotFound")
        {
            return null;
        }
    }

    public void Dispose()
    {
        Iot.Dispose();
        Lambda.Dispose();
        Iam.Dispose();
        Logs.Dispose();
        Ssm.Dispose();
        _sts.Dispose();
    }

    [GeneratedRegex(@"\b_?(\w+)\.(\w+)Async\(", RegexOptions.CultureInvariant)]
    private static partial Regex Operation();
}
