using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Lambda.Functions;

namespace IoTLoad.Sandbox.Lambda.Running;

/// <summary>
/// The environment variables that a function sees: those of Lambda, those of its owner, and what leads unchanged clients to the
/// sandbox.
/// </summary>
internal static class EnvironmentVariables
{
    // Lambda developer guide, "Defined runtime environment variables".
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    };

    /// <summary>Which of a function's own variables may not be set.</summary>
    public static IReadOnlyList<string> ReservedIn(IEnumerable<string> names) =>
        [.. names.Where(Reserved.Contains).Order(StringComparer.Ordinal)];

    /// <summary>The variables of an execution environment.</summary>
    /// <param name="state">Its state when the environment was made.</param>
    /// <param name="runtimeApi">Host and port of the Runtime API.</param>
    /// <param name="temporary">Folder in place of /tmp.</param>
    /// <param name="credentials">Credentials of the function's role.</param>
    public static Dictionary<string, string> Of(
        LambdaFunction function, FunctionState state, PlatformLog log, string runtimeApi, string temporary,
        AccessKey credentials, SandboxAccount account, LambdaEndpoints endpoints)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
            ["LANG"] = "en_US.UTF-8",
            ["TZ"] = ":UTC",
            ["TMPDIR"] = temporary,
            ["AWS_ENDPOINT_URL"] = endpoints.ServiceUrl.OriginalString,
            ["AWS_CA_BUNDLE"] = endpoints.CaBundle,
            ["SSL_CERT_FILE"] = endpoints.CaBundle,
            ["NODE_EXTRA_CA_CERTS"] = endpoints.CaBundle,
        };
        foreach (var (name, value) in state.Settings.Environment ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        variables["_HANDLER"] = state.Settings.Handler;
        variables["LAMBDA_TASK_ROOT"] = state.Code.Folder;
        variables["LAMBDA_RUNTIME_DIR"] = "/var/runtime";
        variables["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        variables["AWS_LAMBDA_FUNCTION_NAME"] = function.Name;
        variables["AWS_LAMBDA_FUNCTION_VERSION"] = FunctionReference.Latest;
        variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = $"{state.Settings.MemorySize}";
        variables["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand";
        variables["AWS_LAMBDA_LOG_GROUP_NAME"] = log.Group;
        variables["AWS_LAMBDA_LOG_STREAM_NAME"] = log.Stream;
        variables["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR";
        variables["AWS_REGION"] = account.Region;
        variables["AWS_DEFAULT_REGION"] = account.Region;
        variables["AWS_ACCESS_KEY_ID"] = credentials.Id;
        variables["AWS_SECRET_ACCESS_KEY"] = credentials.Secret;
        variables["AWS_SESSION_TOKEN"] = credentials.Token ?? "";
        if (state.Settings.Logging is { LogFormat: "JSON" } logging)
        {
            variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
            variables["AWS_LAMBDA_LOG_LEVEL"] = logging.ApplicationLogLevel ?? "INFO";
        }

        return variables;
    }
}
