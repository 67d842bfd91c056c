using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.IdentityManagement;
using Amazon.IoT;
using Amazon.Lambda;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Hosting;

namespace IoTLoad.Sandbox.Tests;

/// <summary>A whole sandbox in this process, and clients of it.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    private readonly PrivateFolder _folder;
    private readonly List<IDisposable> _clients = [];

    private RunningSandbox(PrivateFolder folder, SandboxHost host)
    {
        _folder = folder;
        Host = host;
    }

    public SandboxHost Host { get; }

    public SandboxEndpoints Endpoints => Host.Endpoints;

    public string Url => Endpoints.EndpointUrl.OriginalString;

    public AWSCredentials Root => new BasicAWSCredentials(Endpoints.AccessKey, Endpoints.SecretKey);

    public static async Task<RunningSandbox> StartAsync(SandboxOptions? options = null)
    {
        var folder = new PrivateFolder();
        try
        {
            return new RunningSandbox(folder, await SandboxHost.StartAsync((options
                ?? new SandboxOptions()) with
            { StateDirectory = folder["state"] }, TimeProvider.System));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public AmazonIoTClient IoT(AWSCredentials? who = null) => Keep(new AmazonIoTClient(who ?? Root, Pointed(new AmazonIoTConfig())));

    public AmazonIdentityManagementServiceClient Iam(AWSCredentials? who = null) =>
        Keep(new AmazonIdentityManagementServiceClient(who ?? Root, Pointed(new AmazonIdentityManagementServiceConfig())));

    public AmazonCloudWatchClient CloudWatch(AWSCredentials? who = null) =>
        Keep(new AmazonCloudWatchClient(who ?? Root, Pointed(new AmazonCloudWatchConfig())));

    public AmazonCloudWatchLogsClient Logs(AWSCredentials? who = null) =>
        Keep(new AmazonCloudWatchLogsClient(who ?? Root, Pointed(new AmazonCloudWatchLogsConfig())));

    public AmazonLambdaClient Lambda(AWSCredentials? who = null) =>
        Keep(new AmazonLambdaClient(who ?? Root, Pointed(new AmazonLambdaConfig())));

    public AmazonSecurityTokenServiceClient Sts(AWSCredentials? who = null) =>
        Keep(new AmazonSecurityTokenServiceClient(who ?? Root, Pointed(new AmazonSecurityTokenServiceConfig())));

    public AmazonSimpleSystemsManagementClient Ssm(AWSCredentials? who = null) =>
        Keep(new AmazonSimpleSystemsManagementClient(who ?? Root, Pointed(new AmazonSimpleSystemsManagementConfig())));

    /// <summary>Calls an operation of a REST-JSON service as it is written.</summary>
    public Task<RestAnswer> CallAsync(string service, string method, string pathAndQuery, string json = "") => SignedHttp.CallAsync(
        Endpoints.EndpointUrl, Endpoints.AccessKey, Endpoints.SecretKey, Endpoints.Region, service, (method, pathAndQuery), json);

    public Task<string> AwsCliAsync(params string[] arguments) =>
        AwsCli.RunAsync(
            Endpoints.EndpointUrl, Endpoints.AccessKey, Endpoints.SecretKey, [.. arguments, "--region", Endpoints.Region]);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    private T Keep<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }

    private T Pointed<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = Url;
        config.AuthenticationRegion = Endpoints.Region;
        config.MaxErrorRetry = 0;
        return config;
    }
}
