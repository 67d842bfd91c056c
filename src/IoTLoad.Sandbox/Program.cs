using System.Globalization;
using System.Text.Json;
using IoTLoad.Sandbox.Hosting;

// 0.5 means the same in every culture.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    if (CommandLine.Read(args) is not { } options)
    {
        return 0;
    }

    using var lifetime = new Lifetime(options, Console.OpenStandardInput());
    await using var host = await SandboxHost.StartAsync(options, TimeProvider.System);
    Console.WriteLine(JsonSerializer.Serialize(host.Endpoints, AdminEndpoint.Json));
    await Task.WhenAny(lifetime.Ended, host.Stopping);
    return 0;
}
catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"IoTLoad.Sandbox: {e.Message}");
    return 1;
}
