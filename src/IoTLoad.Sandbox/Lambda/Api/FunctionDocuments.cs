using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>Functions as the API shows them.</summary>
internal static class FunctionDocuments
{
    /// <param name="isNew">Whether it was made just now: there is no last update then.</param>
    public static Document Configuration(LambdaFunction function, FunctionState state, DeployedCode code, bool isNew = false)
    {
        var settings = state.Settings;
        return new Document
        {
            ["FunctionName"] = function.Name,
            ["FunctionArn"] = function.Arn,
            ["Runtime"] = settings.Runtime,
            ["Role"] = settings.Role,
            ["Handler"] = settings.Handler,
            ["CodeSize"] = code.Size,
            ["Description"] = settings.Description,
            ["Timeout"] = (long)settings.Timeout,
            ["MemorySize"] = (long)settings.MemorySize,
            ["LastModified"] = $"{state.LastModified:yyyy-MM-ddTHH:mm:ss.fff+0000}",
            ["CodeSha256"] = code.Sha256,
            ["Version"] = FunctionReference.Latest,
            ["Environment"] = settings.Environment is { } variables ? new Document { ["Variables"] = Document.Of(variables) } : null,
            ["TracingConfig"] = new Document { ["Mode"] = settings.TracingMode },
            ["RevisionId"] = state.RevisionId,
            ["Layers"] = Array.Empty<object>(),
            ["State"] = "Active",
            ["LastUpdateStatus"] = isNew ? null : "Successful",
            ["PackageType"] = "Zip",
            ["Architectures"] = new[] { code.Architecture },
            ["EphemeralStorage"] = new Document { ["Size"] = (long)settings.EphemeralStorage },
            ["SnapStart"] = new Document { ["ApplyOn"] = "None", ["OptimizationStatus"] = "Off" },
            ["LoggingConfig"] = Logging(function, settings.Logging),
        };
    }

    /// <summary>Settings of asynchronous invocations.</summary>
    public static Document EventInvoke(LambdaFunction function, EventInvokeSettings settings) => new()
    {
        ["LastModified"] = settings.LastModified,
        ["FunctionArn"] = $"{function.Arn}:{FunctionReference.Latest}",
        ["MaximumRetryAttempts"] = (long?)settings.MaximumRetryAttempts,
        ["MaximumEventAgeInSeconds"] = (long?)settings.MaximumEventAgeInSeconds,
        ["DestinationConfig"] = new Document { ["OnSuccess"] = new Document(), ["OnFailure"] = new Document() },
    };

    private static Document Logging(LambdaFunction function, LogSettings logging)
    {
        var isJson = logging.LogFormat == "JSON";
        return new Document
        {
            ["LogFormat"] = logging.LogFormat,
            ["LogGroup"] = function.LogGroup,
            ["ApplicationLogLevel"] = isJson ? logging.ApplicationLogLevel ?? "INFO" : null,
            ["SystemLogLevel"] = isJson ? logging.SystemLogLevel ?? "INFO" : null,
        };
    }
}
