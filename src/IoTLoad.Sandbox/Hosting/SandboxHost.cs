using System.Text.Json;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Rules;
using IoTLoad.Sandbox.Services.CloudWatch;
using IoTLoad.Sandbox.Services.Iam;
using IoTLoad.Sandbox.Services.IoT;
using IoTLoad.Sandbox.Services.Logs;
using IoTLoad.Sandbox.Services.ServiceQuotas;
using IoTLoad.Sandbox.Services.Ssm;
using IoTLoad.Sandbox.Services.Sts;
using IoTLoad.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>A running sandbox: everything put together.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StateFolder _folder;
    private readonly CertificateAuthority _authority;
    private readonly TimeProvider _clock;
    private RequestDelegate _answer = NotReady;
    private ServiceListener? _listener;
    private LambdaService? _functions;
    private RuleEngine? _rules;
    private DeviceGateway? _gateway;

    private SandboxHost(SandboxOptions options, TimeProvider clock)
    {
        _clock = clock;
        Account = new SandboxAccount(options.AccountId, options.Region);
        Faults.Current = options.Faults;
        _folder = StateFolder.Claim(options.StateDirectory ?? DefaultStateDirectory);
        _authority = new CertificateAuthority(clock);
        Devices = new DeviceRegistry(Account, _authority, clock);
        Credentials = new CredentialStore(clock);
        Roles = new RoleStore(Account, Credentials, clock);
        Authority = new Authority(Account, Credentials, Devices, clock);
        Metrics = new MetricStore(Faults, options.CloudWatchDelay, clock);
        Logs = new LogStore(clock);
        Started = clock.GetUtcNow();
    }

    public SandboxEndpoints Endpoints { get; private set; } = null!;

    public SandboxAccount Account { get; }

    public FaultSwitch Faults { get; } = new();
    public CredentialStore Credentials { get; }

    /// <summary>Decides who requests come from.</summary>
    public Authority Authority { get; }

    /// <summary>Things, certificates and policies.</summary>
    public DeviceRegistry Devices { get; }

    public RoleStore Roles { get; }
    public MetricStore Metrics { get; }
    public LogStore Logs { get; }
    public DateTimeOffset Started { get; }

    /// <summary>Ends when somebody has asked the sandbox to stop.</summary>
    public Task Stopping => _stopping.Task;

    // Beside the module's other data, where nobody else can have put something before.
    private static string DefaultStateDirectory => Path.Combine(
        Environment.GetEnvironmentVariable("IOTLOAD_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
                OperatingSystem.IsLinux() ? "iotload" : "IoTLoad"),
        "sandboxes");

    /// <exception cref="IOException">A port is taken, or the folder cannot be written.</exception>
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

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_gateway, _rules, _functions, _listener])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        _authority.Dispose();
        _folder.Dispose();
    }

    private static Task NotReady(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private async Task StartAsync(SandboxOptions options)
    {
        // Functions are told the address, and requests need the functions: so it listens first, and answers last.
        _listener = await ServiceListener.StartAsync(options.Port, context => _answer(context));
        var caFile = _folder.Write("ca.pem", _authority.CaPem);
        _functions = await LambdaService.StartAsync(new LambdaSetup
        {
            Account = Account,
            Folder = Path.Combine(_folder.Path, "functions"),
            Endpoints = new LambdaEndpoints(_listener.Url, caFile),
            Roles = Roles,
            Logs = Logs,
            HasLogGroup = group => Logs.Find(group) is not null,
            Metrics = Metrics,
            Faults = Faults,
            Limits = options.FunctionLimits,
            Time = _clock,
        });
        bool Trusts(string arn) => Roles.Trusts(arn, "iot.amazonaws.com");
        _rules = new RuleEngine(Account, _functions.Invoker, Metrics, _clock, Trusts);
        _gateway = new DeviceGateway(
            Account, Authority, _authority.Server, [_authority.Certificate], Metrics, _rules, options.Limits, Faults, _clock);
        _gateway.Broker.Requests = new DeviceRequests(FleetProvisioning.Serves, new FleetProvisioning(Devices, _clock).Answer);
        _gateway.Unknown = new JustInTimeRegistration(Account, Devices, _gateway.Broker.Announce).Meet;
        await _gateway.StartAsync(options.DevicePort);
        var endpoint = $"localhost:{_gateway.Port}";
        ServiceApi[] apis =
        [
            IoTApi.Create(Account, Devices, _rules, Trusts, endpoint),
            IamApi.Create(Roles),
            StsApi.Create(Account, Roles, Credentials),
            SsmApi.Create(Account, _clock),
            LogsApi.Create(Account, Logs, _clock),
            CloudWatchApi.Create(Account, Metrics, _clock),
            ServiceQuotasApi.Create(options.Limits),
            _functions.Api,
        ];
        var services = new ServiceEndpoint(apis, Authority, Faults, _clock, _gateway.AnswerDataPlaneAsync);
        var admin = new AdminEndpoint(Faults, () => Status(services, _gateway), () => _stopping.TrySetResult());
        var key = Credentials.Create(new RootPrincipal(Account));
        var device = Devices.Give();
        _answer = context => context.Request.Path.StartsWithSegments(AdminEndpoint.Path.TrimEnd('/'))
            ? admin.HandleAsync(context)
            : services.HandleAsync(context);
        Endpoints = new SandboxEndpoints(
            Environment.ProcessId,
            _listener.Url,
            endpoint,
            _gateway.Port,
            Account.Region,
            Account.Id,
            key.Id,
            key.Secret,
            caFile,
            _folder.Write("device.pem", device.CertificatePem),
            _folder.Write("device.key", device.PrivateKeyPem),
            new Uri(_listener.Url, AdminEndpoint.Path),
            admin.Token);

        // By this file the module's cmdlets find the sandbox, whoever has started it.
        _folder.Write("endpoints.json", JsonSerializer.Serialize(Endpoints, AdminEndpoint.Json));
    }

    private SandboxStatus Status(ServiceEndpoint services, DeviceGateway gateway) => new(
        Started, services.Requests, services.Refused, gateway.Connections, Devices.Things.Count, Devices.Certificates.Count,
        Faults.Current);
}
