using System.Text.Json;
using IoTLoad.Peers;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Tests.Gateway;

/// <summary>AWS's own device client, npm <c>aws-iot-device-sdk-v2</c>.</summary>
public sealed class DeviceClientTests(DeviceClientTests.Packages packages) : IClassFixture<DeviceClientTests.Packages>
{
    [Theory]
    [InlineData("certificate", 3)]
    [InlineData("certificate", 5)]
    [InlineData("websocket", 3)]
    [InlineData("websocket", 5)]
    public async Task It_connects_subscribes_publishes_and_comes_back(string mode, int version)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var package = await packages.InstalledAsync();
        await using var gateway = await TestGateway.StartAsync(new GatewayLimits { ConnectsPerClientIdPerSecond = null });
        var key = gateway.Credentials.CreateTemporary(new RootPrincipal(gateway.Account), TimeSpan.FromHours(1));
        using var client = package.Run("device.js", JsonSerializer.Serialize(new
        {
            mode,
            version,
            host = "localhost",
            port = gateway.Gateway.Port,
            clientId = "aws-client",
            ca = gateway.CaFile,
            certificate = gateway.Device.Certificate,
            key = gateway.Device.Key,
            region = gateway.Account.Region,
            accessKey = key.Id,
            secretKey = key.Secret,
            token = key.Token,
        }));
        var errors = client.StandardError.ReadToEndAsync(cancellation);
        var said = new List<string>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (await client.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            said.Add(line);
            if (line == "ready")
            {
                gateway.Faults.Current = new SandboxFaults { DropConnections = 1 };
            }
            else if (line == "interrupted")
            {
                gateway.Faults.Current = new SandboxFaults();
            }
        }

        await client.WaitForExitAsync(cancellation);
        Assert.True(client.ExitCode == 0, string.Join('\n', [.. said, await errors]));
        string[] limits = version == 5 ? ["limits 100 149504"] : [];
        Assert.Equal(["connected", "granted 1", .. limits, "received one", "ready", "interrupted", "resumed 0 true", "received two",
            "done"], said);
        Assert.Equal((2.0, 2.0, 1.0),
            (gateway.Sum("PublishIn.Success"), gateway.Sum("PublishOut.Success"), gateway.Sum("Subscribe.Success")));
    }

    /// <summary>The client's packages, installed once.</summary>
    public sealed class Packages
    {
        private readonly Lazy<Task<NodePackage>> _package =
            new(() => NodePackage.InstallAsync(Path.Combine(AppContext.BaseDirectory, "clients", "device")));

        public Task<NodePackage> InstalledAsync() => _package.Value;
    }
}
