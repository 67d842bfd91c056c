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
internal sealed class AwsCaller : IDisposable
{
    private AwsCaller(AwsConnection connection, Amazon.Runtime.AWSCredentials credentials)
    {
        Region = connection.ResolveRegion().SystemName;
        Partition = connection.ResolveRegion().PartitionName;
        Iot = new AmazonIoTClient(credentials, connection.Configure(new AmazonIoTConfig()));
        Lambda = new AmazonLambdaClient(credentials, connection.Configure(new AmazonLambdaConfig()));
        Iam = new AmazonIdentityManagementServiceClient(credentials, connection.Configure(new AmazonIdentityManagementServiceConfig()));
        Logs = new AmazonCloudWatchLogsClient(credentials, connection.Configure(new AmazonCloudWatchLogsConfig()));
        Ssm = new AmazonSimpleSystemsManagementClient(credentials, connection.Configure(new AmazonSimpleSystemsManagementConfig()));
        Sts = new AmazonSecurityTokenServiceClient(credentials, connection.Configure(new AmazonSecurityTokenServiceConfig()));
    }

    /// <summary>Takes what is waited for.</summary>
    public IProgress<FleetProgress>? Progress { get; set; }

    /// <summary>AWS region.</summary>
    public string Region { get; }

    /// <summary>AWS partition, such as <c>aws</c> or <c>aws-cn</c>.</summary>
    public string Partition { get; }

    /// <summary>Account ID.</summary>
    public string Account { get; private set; } = "";

    /// <summary>IoT Core's control plane.</summary>
    public AmazonIoTClient Iot { get; }

    /// <summary>Lambda.</summary>
    public AmazonLambdaClient Lambda { get; }

    /// <summary>IAM.</summary>
    public AmazonIdentityManagementServiceClient Iam { get; }

    /// <summary>CloudWatch Logs.</summary>
    public AmazonCloudWatchLogsClient Logs { get; }

    /// <summary>Systems Manager's Parameter Store.</summary>
    public AmazonSimpleSystemsManagementClient Ssm { get; }

    private AmazonSecurityTokenServiceClient Sts { get; }

    /// <summary>Makes the clients, and finds out which account this is.</summary>
    /// <exception cref="LoadException">What <see cref="AwsConnection"/> finds wrong, or AWS refuses.</exception>
    public static async Task<AwsCaller> OpenAsync(AwsConnection connection, CancellationToken cancellation)
    {
        var caller = new AwsCaller(connection, await connection.ResolveCredentialsAsync(cancellation));
        try
        {
            var identity = await caller.CallAsync("sts", "GetCallerIdentity", null,
                () => caller.Sts.GetCallerIdentityAsync(new(), cancellation), cancellation);
            caller.Account = identity.Account;
            return caller;
        }
        catch
        {
            caller.Dispose();
            throw;
        }
    }

    /// <summary>ARN of a resource of the account and region.</summary>
    public string Arn(string service, string resource) => $"arn:{Partition}:{service}:{Region}:{Account}:{resource}";

    /// <summary>ARN of a role.</summary>
    public string RoleArn(string name) => $"arn:{Partition}:iam::{Account}:role/{name}";

    /// <summary>Calls an operation.</summary>
    /// <exception cref="LoadException">What <see cref="AwsFault"/> makes of it.</exception>
    public async Task<T> CallAsync<T>(string service, string operation, string? resource, Func<Task<T>> call,
        CancellationToken cancellation)
    {
        try
        {
            return await PassingState.WaitAsync(
                call, text => Progress?.Report(new FleetProgress(text, 0, 0)), TimeSpan.FromSeconds(2), cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw AwsFault.From(e, new AwsCall(service, operation, resource), Region);
        }
    }

    /// <summary>Calls an operation; null where what it is about does not exist.</summary>
    public async Task<T?> FindAsync<T>(string service, string operation, string resource, Func<Task<T>> call,
        CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await CallAsync(service, operation, resource, call, cancellation);
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
        Sts.Dispose();
    }
}
