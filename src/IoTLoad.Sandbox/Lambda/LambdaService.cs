using IoTLoad.Sandbox.Hosting;
using IoTLoad.Sandbox.Lambda.Api;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Lambda.Running;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda;

/// <summary>AWS Lambda: its API, and the processes that it runs. They end with it, and also when this process is killed.</summary>
internal sealed class LambdaService : IAsyncDisposable
{
    private readonly RuntimeApi _runtimeApi;
    private readonly CodeDownloads _downloads;
    private readonly ProcessGuard _guard;
    private readonly FunctionRunner _runner;
    private readonly EventQueue _queue;

    private LambdaService(LambdaSetup setup, RuntimeApi runtimeApi, CodeDownloads downloads)
    {
        _runtimeApi = runtimeApi;
        _downloads = downloads;
        OwnerOnly.CreateFolder(setup.Folder);
        _guard = new ProcessGuard(setup.Folder);
        var store = new FunctionStore(setup.Account, Path.Combine(setup.Folder, "code"), setup.Limits);
        _runner = new FunctionRunner(
            store,
            new RunnerSetup
            {
                Account = setup.Account,
                Limits = setup.Limits,
                Endpoints = setup.Endpoints,
                Roles = setup.Roles,
                Logs = setup.Logs,
                HasLogGroup = setup.HasLogGroup,
                Api = runtimeApi,
                Guard = _guard,
                Folder = Path.Combine(setup.Folder, "environments"),
                Time = setup.Time,
            },
            setup.Faults, setup.Metrics);
        _queue = new EventQueue(store, _runner, setup.Limits, setup.Faults, setup.Time);
        Invoker = new FunctionInvoker(store, _runner, _queue, setup.Limits);
        var functions = new FunctionOperations(setup.Account, store, setup.Roles, downloads, setup.Time);
        Api = LambdaApi.Of(
            functions,
            new ConcurrencyOperations(functions, store, setup.Limits, setup.Time),
            new PermissionOperations(functions, store),
            new InvokeOperation(setup.Account, store, _runner, _queue, setup.Limits));
    }

    public ServiceApi Api { get; }

    /// <summary>Starts functions on behalf of other services.</summary>
    public IFunctionInvoker Invoker { get; }

    /// <summary>Starts the service.</summary>
    public static async Task<LambdaService> StartAsync(LambdaSetup setup) =>
        new(setup, await RuntimeApi.StartAsync(setup.Limits.SynchronousPayload), await CodeDownloads.StartAsync(setup.Time));

    public async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        await _queue.DisposeAsync();
        await _runtimeApi.DisposeAsync();
        await _downloads.DisposeAsync();
        _guard.Dispose();
    }
}
