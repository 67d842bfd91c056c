using Amazon.Runtime;
using IoTLoad.Aws.Protocols;
using IoTLoad.Aws.Tests.Moto;
using IoTLoad.Peers;

[assembly: AssemblyFixture(typeof(MotoFixture))]

namespace IoTLoad.Aws.Tests.Moto;

/// <summary>One moto server for the tests of the assembly, started by the first that asks.</summary>
public sealed class MotoFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private MotoServer? _server;

    /// <summary>Credentials that moto takes, as it takes any.</summary>
    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("AKIDEXAMPLE", "secret");

    /// <summary>A configuration for moto.</summary>
    /// <typeparam name="T">Type of the configuration.</typeparam>
    public async Task<T> ConfigAsync<T>()
        where T : TypedConfig, new() => new() { ServiceURL = (await UrlAsync()).OriginalString, AuthenticationRegion = "eu-west-1" };

    /// <summary>moto's endpoint.</summary>
    public async Task<Uri> UrlAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _server ??= await MotoServer.StartAsync();
            return _server.Url;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _turn.Dispose();
    }
}
