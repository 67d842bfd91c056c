using System.Collections.Concurrent;
using Amazon.IoT;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>IoT Core's control plane, each operation within its quota, and its errors as ours.</summary>
internal sealed class ControlPlane : IDisposable
{
    /// <summary>
    /// Throttled requests are sent again by AWSSDK.Core, with back-off; with others at work in the account, that may take a while.
    /// </summary>
    private const int Retries = 8;

    private readonly AmazonIoTClient _client;
    private readonly double? _requestRate;
    private readonly ConcurrentDictionary<string, RequestPacer> _pacers = new(StringComparer.Ordinal);

    private ControlPlane(AmazonIoTClient client, string region, double? requestRate)
    {
        _client = client;
        Region = region;
        _requestRate = requestRate;
    }

    /// <summary>Takes what is waited for.</summary>
    public IProgress<FleetProgress>? Progress { get; set; }

    /// <summary>AWS region.</summary>
    public string Region { get; }

    /// <summary>Makes a client.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="requestRate">Requests a second for each operation; null keeps to AWS's default quotas.</param>
    /// <param name="cancellation">Ends the search for credentials.</param>
    /// <exception cref="LoadException">What <see cref="AwsConnection"/> finds wrong.</exception>
    public static async Task<ControlPlane> OpenAsync(AwsConnection connection, double? requestRate, CancellationToken cancellation)
    {
        var region = connection.ResolveRegion().SystemName;
        var config = connection.Configure(new AmazonIoTConfig { MaxErrorRetry = Retries });
        var credentials = await connection.ResolveCredentialsAsync(cancellation);
        return new ControlPlane(new AmazonIoTClient(credentials, config), region, requestRate);
    }

    /// <summary>Calls an operation in its turn.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="resource">ARN or name of what it is about.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="LoadException">What <see cref="AwsFault"/> makes of it.</exception>
    public async Task<T> CallAsync<T>(string operation, string? resource, Func<AmazonIoTClient, Task<T>> call,
        CancellationToken cancellation)
    {
        await _pacers.GetOrAdd(operation, name => new RequestPacer(_requestRate ?? ControlPlaneRates.Of(name), TimeProvider.System))
            .WaitAsync(cancellation);
        try
        {
            return await PassingState.WaitAsync(
                () => call(_client), text => Progress?.Report(new FleetProgress(text, 0, 0)), TimeSpan.FromSeconds(2), cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw AwsFault.From(e, new AwsCall("iot", operation, resource), Region);
        }
    }

    /// <summary>Calls an operation; default where what it is about does not exist.</summary>
    public async Task<T?> FindAsync<T>(string operation, string resource, Func<AmazonIoTClient, Task<T>> call,
        CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await CallAsync(operation, resource, call, cancellation);
        }
        catch (LoadException e) when (e.ErrorId == "AwsNotFound")
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();
}
