using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.IoT;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>IoT Core's control plane, each operation within its quota, and its errors as ours.</summary>
internal sealed partial class ControlPlane : IDisposable
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

    /// <summary>Calls an operation in its turn, and waits for states that pass.</summary>
    /// <param name="resource">ARN or name of what it is about.</param>
    /// <param name="call">The call, which names the operation: <c>iot.DescribeThingAsync(…)</c>.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <param name="text">The call as it is written.</param>
    /// <exception cref="LoadException">What <see cref="AwsFault"/> makes of it.</exception>
    public async Task<T> CallAsync<T>(string? resource, Func<AmazonIoTClient, Task<T>> call, CancellationToken cancellation,
        [CallerArgumentExpression(nameof(call))] string text = "")
    {
        var operation = Operation().Match(text).Groups[1].Value;
        await _pacers.GetOrAdd(operation, name => new RequestPacer(_requestRate ?? ControlPlaneRates.Of(name), TimeProvider.System))
            .WaitAsync(cancellation);
        return await new AwsCall("iot", operation, resource).RunAsync(() => PassingState.WaitAsync(
            () => call(_client), wait => Progress?.Report(new FleetProgress(wait, 0, 0)), cancellation), Region, cancellation);
    }

    /// <summary>Calls an operation; null where what it is about does not exist.</summary>
    public async Task<T?> FindAsync<T>(string resource, Func<AmazonIoTClient, Task<T>> call, CancellationToken cancellation,
        [CallerArgumentExpression(nameof(call))] string text = "")
        where T : class
    {
        try
        {
            return await CallAsync(resource, call, cancellation, text);
        }
        catch (LoadException e) when (e.ErrorId == "AwsNotFound")
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex(@"\biot\.(\w+)Async\(", RegexOptions.CultureInvariant)]
    private static partial Regex Operation();
}

/// <summary>
/// AWS's default quotas for the operations that provisioning uses, requests a second for each account and region, as Service
/// Quotas lists them (service code <c>iotcore</c>, "… API TPS"). All can be raised on request.
/// </summary>
internal static class ControlPlaneRates
{
    /// <summary>The quota of most operations: CreateKeysAndCertificate, UpdateCertificate, DeleteCertificate, the lists …</summary>
    public const double Usual = 10;

    /// <summary>Share of a quota that is used, since consoles and other programs draw on it as well.</summary>
    public const double Share = 0.9;

    /// <summary>Requests a second that an operation may make.</summary>
    /// <param name="operation">Name of the operation.</param>
    public static double Of(string operation) => Share * operation switch
    {
        "CreateThing" or "DeleteThing" or "AttachThingPrincipal" or "DetachThingPrincipal" => 100,
        "DescribeThing" => 350,
        "AttachPolicy" or "DetachPolicy" => 15,
        _ => Usual,
    };
}

/// <summary>
/// A token bucket that holds one token: requests start no closer together than 1/rate seconds, however many tasks ask. A deeper
/// bucket would only move the throttling to the end of the burst.
/// </summary>
/// <param name="rate">Requests a second.</param>
/// <param name="time">Clock.</param>
internal sealed class RequestPacer(double rate, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _interval = (long)(time.TimestampFrequency / rate);
    private long _next;

    /// <summary>Waits for this request's turn.</summary>
    public Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var turn = Math.Max(now, _next);
            _next = turn + _interval;
            wait = time.GetElapsedTime(now, turn);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }
}
