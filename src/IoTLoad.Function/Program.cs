using Amazon.SimpleSystemsManagement;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Function;

/// <summary>The function: a loop that runs one invocation after the other, for as long as Lambda keeps the process.</summary>
internal static class Program
{
    private const int Failed = 1;

    public static async Task<int> Main()
    {
        await using var output = Console.OpenStandardOutput();
        var log = new LogLines(output);
        RuntimeApi api;
        try
        {
            api = RuntimeApi.FromEnvironment();
        }
        catch (LoadException error)
        {
            log.Error(error);
            return Failed;
        }

        using (api)
        {
            try
            {
                if (await BeginAsync(api, log))
                {
                    await LoopAsync(api, log);
                }
            }
            catch (HttpRequestException exception)
            {
                // Without the runtime interface there is nobody to work for, and nobody to tell.
                log.Warn($"The runtime interface is gone: {exception.Message}");
            }

            return Failed;
        }
    }

    /// <summary>What the function's environment must have, before the first invocation is taken.</summary>
    private static async Task<bool> BeginAsync(RuntimeApi api, LogLines log)
    {
        try
        {
            NewConnection().Configure(new AmazonSimpleSystemsManagementConfig());
            return true;
        }
        catch (LoadException error)
        {
            log.Error(error);
            await api.FailInitAsync(error);
            return false;
        }
    }

    private static AwsConnection NewConnection() =>
        new() { EndpointUrl = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL") is { Length: > 0 } url ? url : null };

    private static async Task LoopAsync(RuntimeApi api, LogLines log)
    {
        while (true)
        {
            var invocation = await api.NextAsync();
            log.RequestId = invocation.Id;

            // Anew for each invocation: the environment's credentials of a function that was frozen may have changed.
            var connection = NewConnection();
            try
            {
                await api.RespondAsync(invocation, await new ShardInvocation(connection, log).RunAsync(invocation));
            }
            catch (Exception exception) when (exception is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError })
            {
                // Whatever went wrong belongs to this invocation, and the next one begins anew.
                var error = exception as LoadException
                    ?? new LoadException("PublisherFailed", LoadErrorKind.InvalidState, exception.Message,
                        "This is a bug of IoTLoad; please report it.", inner: exception);
                log.Error(error);
                await api.FailAsync(invocation, error);
            }

            log.RequestId = null;

            // The next shard's memory is to be its own.
            GC.Collect();
        }
    }
}
