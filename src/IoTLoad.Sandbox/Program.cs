using System.Text.Json;
using IoTLoad.Sandbox.Hosting;

if (args.Contains("--help"))
{
    Console.WriteLine(CommandLine.Help);
    return 0;
}

try
{
    var options = CommandLine.Read(args);
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
