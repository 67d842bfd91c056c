using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Faults;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Services.IoT;
using IoTLoad.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>A running sandbox: everything put together.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StateFolder _folder;
    private readonly CertificateAuthority _authority;
    private ServiceListener? _listener;

    private SandboxHost(SandboxOptions options, TimeProvider clock)
    {
        Account = new SandboxAccount(options.AccountId, options.Region);
        Faults.Current = options.Faults;
        _folder = StateFolder.Claim(options.StateDirectory ?? DefaultStateDirectory);
        _authority = new CertificateAuthority(clock);
        Devices = new DeviceRegistry(Account, _authority, clock);
        Credentials = new CredentialStore(clock);
        Authority = new Authority(Account, Credentials, Devices, clock);
        Metrics = new MetricStore(Faults, options.CloudWatchDelay, clock);
        Logs = new LogStore(clock);
        Started = clock.GetUtcNow();
    }

    /// <summary>Where it is and how to get in.</summary>
    public SandboxEndpoints Endpoints { get; private set; } = null!;

    /// <summary>Account and region that it stands for.</summary>
    public SandboxAccount Account { get; }

    /// <summary>Faults that are on.</summary>
    public FaultSwitch Faults { get; } = new();

    /// <summary>Keys.</summary>
    public CredentialStore Credentials { get; }

    /// <summary>Decides who requests come from.</summary>
    public IAuthority Authority { get; }

    /// <summary>Things, certificates and policies.</summary>
    public DeviceRegistry Devices { get; }

    /// <summary>Metrics.</summary>
    public MetricStore Metrics { get; }

    /// <summary>Logs.</summary>
    public LogStore Logs { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Ends when somebody has asked the sandbox to stop.</summary>
    public Task Stopping => _stopping.Task;

    // Beside the module's other data, where nobody else can have put something before.
    private static string DefaultStateDirectory => Path.Combine(
        Environment.GetEnvironmentVariable("IOTLOAD_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "IoTLoad"),
        "sandboxes");

    /// <summary>Starts a sandbox.</summary>
    /// <param name="options">How.</param>
    /// <param name="clock">Clock.</param>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SandboxHost> StartAsync(SandboxOptions options, TimeProvider clock)
    {
        var host = new SandboxHost(options, clock);
        try
        {
            await host.StartAsync(options);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        _authority.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync(SandboxOptions options)
    {
        var key = Credentials.Create(new RootPrincipal(Account));
        var services = new ServiceEndpoint([], Authority, Faults, TimeProvider.System);
        var admin = new AdminEndpoint(Faults, () => Status(services), () => _stopping.TrySetResult());
        _listener = await ServiceListener.StartAsync(options.Port, context => Route(context, admin, services));
        Endpoints = new SandboxEndpoints(
            Environment.ProcessId,
            _listener.Url,
            "localhost:0",
            0,
            Account.Region,
            Account.Id,
            key.Id,
            key.Secret,
            _folder.Write("ca.pem", _authority.CaPem),
            "",
            "",
            new Uri(_listener.Url, AdminEndpoint.Path),
            admin.Token);
    }

    private static Task Route(HttpContext context, AdminEndpoint admin, ServiceEndpoint services) =>
        context.Request.Path.StartsWithSegments(AdminEndpoint.Path.TrimEnd('/')) ? admin.HandleAsync(context) : services.HandleAsync(context);

    private SandboxStatus Status(ServiceEndpoint services) =>
        new(Started, services.Requests, services.Refused, Devices.Things.Count, Devices.Certificates.Count, Faults.Current);
}
