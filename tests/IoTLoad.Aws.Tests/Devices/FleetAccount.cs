using System.Text.Json;
using Amazon.IoT;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Devices;
using IoTLoad.Aws.Tests.Moto;
using IoTLoad.Peers;

namespace IoTLoad.Aws.Tests.Devices;

/// <summary>An account that nobody else uses: a region of moto of its own, a client that looks into it, and a folder for keys.</summary>
public sealed class FleetAccount : IDisposable
{
    private const double Rate = 10_000;

    private FleetAccount(Uri url, string region)
    {
        Connection = new AwsConnection
        {
            AccessKey = "AKIDEXAMPLE",
            SecretKey = "secret",
            Region = region,
            EndpointUrl = url.OriginalString
        };
        Client = new AmazonIoTClient(MotoFixture.Credentials,
            new AmazonIoTConfig { ServiceURL = url.OriginalString, AuthenticationRegion = region });
    }

    /// <summary>How to reach it.</summary>
    public AwsConnection Connection { get; }

    /// <summary>A client.</summary>
    public AmazonIoTClient Client { get; }

    /// <summary>Folder that has a folder for each region and fleet.</summary>
    public PrivateFolder Root { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Opens an account.</summary>
    public static async Task<FleetAccount> OpenAsync(MotoFixture moto, string region) => new(await moto.UrlAsync(), region);

    /// <summary>Its fleets, without regard to quotas.</summary>
    /// <param name="folder">Folder for the keys; null for the usual one.</param>
    public Task<DeviceFleet> FleetsAsync(string? folder = null) => DeviceFleet.OpenAsync(Connection, Root.FullPath, folder, Rate, Stop);

    /// <summary>Makes devices, all of which succeed.</summary>
    public async Task<IReadOnlyList<LoadDevice>> MakeAsync(FleetRequest request)
    {
        var outcome = await TryMakeAsync(request);
        Assert.Empty(outcome.Faults);
        Assert.Equal(request.Count, outcome.Devices.Count);
        return outcome.Devices;
    }

    /// <summary>Makes devices.</summary>
    public async Task<FleetOutcome> TryMakeAsync(FleetRequest request, string? folder = null)
    {
        using var fleets = await FleetsAsync(folder);
        return await fleets.MakeAsync(request, null, Stop);
    }

    /// <summary>Removes devices.</summary>
    public async Task<FleetOutcome> RemoveAsync(string prefix, Func<string, bool>? isChosen = null, string? folder = null)
    {
        using var fleets = await FleetsAsync(folder);
        var removal = await fleets.PlanRemovalAsync(prefix, isChosen ?? (_ => true), Stop);
        return await removal.RunAsync(null, Stop);
    }

    /// <summary>Names of all things, IDs of all certificates and names of all policies.</summary>
    public async Task<IReadOnlyList<string>> ContentAsync() =>
    [
        .. (await Client.ListThingsAsync(new() { MaxResults = 250 }, Stop)).Things!.Select(thing => thing.ThingName!)
            .Order(StringComparer.Ordinal),
        .. (await AwsAsync("list-certificates", "--query", "certificates[].certificateId")).Order(StringComparer.Ordinal),
        .. (await AwsAsync("list-policies", "--query", "policies[].policyName")).Order(StringComparer.Ordinal),
    ];

    /// <summary>Number of certificates.</summary>
    public async Task<int> CertificatesAsync() => (await AwsAsync("list-certificates", "--query", "certificates[].certificateId")).Count;

    /// <summary>ARN of a device's certificate, from the thing's principals.</summary>
    public async Task<string> PrincipalAsync(string thing) =>
        Assert.Single(await AwsAsync("list-thing-principals", "--thing-name", thing, "--query", "principals"));

    private async Task<IReadOnlyList<string>> AwsAsync(params string[] arguments) => JsonSerializer.Deserialize<List<string>>(
        await AwsCli.RunAsync(new Uri(Connection.EndpointUrl!), ["iot", .. arguments, "--region", Connection.Region!]))!;

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        Root.Dispose();
    }
}
