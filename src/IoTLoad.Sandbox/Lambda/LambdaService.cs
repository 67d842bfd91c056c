using IoTLoad.Sandbox.Hosting;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda.Api;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Lambda.Running;
using IoTLoad.Sandbox.Logs;
using IoTLoad.Sandbox.Metrics;
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
        _runner = new FunctionRunner(store, setup, runtimeApi, _guard);
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

internal sealed record LambdaSetup
{
    public required SandboxAccount Account { get; init; }

    /// <summary>Folder for code and temporary files, which is removed in the end.</summary>
    public required string Folder { get; init; }

    /// <summary>Where functions reach the sandbox.</summary>
    public required LambdaEndpoints Endpoints { get; init; }

    /// <summary>Where functions get credentials from.</summary>
    public required IRoleCredentials Roles { get; init; }

    /// <summary>Where log lines go.</summary>
    public required ILogWriter Logs { get; init; }

    /// <summary>Tells whether a log group exists.</summary>
    public required Func<string, bool> HasLogGroup { get; init; }

    /// <summary>Where figures go.</summary>
    public required IMetricRecorder Metrics { get; init; }

    public required FaultSwitch Faults { get; init; }

    /// <summary>Quotas and times.</summary>
    public LambdaLimits Limits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a function has to know to reach the sandbox with unchanged code.</summary>
/// <param name="ServiceUrl">Endpoint of AWS's services.</param>
/// <param name="CaBundle">File with the certificates that clients are to trust, PEM.</param>
internal sealed record LambdaEndpoints(Uri ServiceUrl, string CaBundle);

/// <summary>Roles, as far as functions need them.</summary>
internal interface IRoleCredentials
{
    /// <summary>Whether a role exists and trusts a service.</summary>
    /// <param name="service">Service, such as <c>lambda.amazonaws.com</c>.</param>
    bool Trusts(string roleArn, string service);

    /// <summary>Makes temporary credentials of a role.</summary>
    /// <exception cref="RefusedException">There is no such role.</exception>
    AccessKey Assume(string roleArn, string sessionName);
}

/// <summary>Invocations by other services, which the function's resource policy has to allow.</summary>
internal sealed class FunctionInvoker(FunctionStore store, FunctionRunner runner, EventQueue queue, LambdaLimits limits) : IFunctionInvoker
{
    public void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn)
    {
        var function = store.Find(functionArn);
        RefusedException.ThrowIf(
            !function.State.Permissions.Any(statement => statement.AllowsInvocation(sourceService, sourceArn)),
            403, "AccessDeniedException",
            $"User: {sourceService} is not authorized to perform: lambda:InvokeFunction on resource: {function.Arn} because "
                + "no resource-based policy allows the lambda:InvokeFunction action");
        RefusedException.ThrowIf(
            payload.Length > limits.AsynchronousPayload, () => LambdaRefusal.TooLarge(limits.AsynchronousPayload));
        runner.ThrowFault(function);
        queue.Add(function, new Invocation { Payload = payload });
    }
}

/// <summary>Starts functions on behalf of other services.</summary>
internal interface IFunctionInvoker
{
    /// <summary>Queues an asynchronous invocation, with the retries that the function is configured for.</summary>
    /// <param name="functionArn">ARN of the function, with or without a qualifier.</param>
    /// <param name="sourceService">Service that invokes, such as <c>iot.amazonaws.com</c>; the function's resource policy has to
    /// allow it.</param>
    /// <param name="sourceArn">ARN of what invokes, such as a rule's.</param>
    /// <exception cref="RefusedException">No such function, no permission, or too many requests.</exception>
    void InvokeAsynchronously(string functionArn, ReadOnlyMemory<byte> payload, string sourceService, string sourceArn);
}
