using IoTLoad.Sandbox.Metrics;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.CloudWatch;

/// <summary>CloudWatch, in the three protocols that its clients speak.</summary>
internal static class CloudWatchApi
{
    /// <summary>Code for a parameter's value.</summary>
    public const string InvalidValue = "InvalidParameterValueException";

    public static ServiceApi Create(SandboxAccount account, MetricStore store, TimeProvider clock)
    {
        var api = new ServiceApi
        {
            SigningName = "monitoring",
            ActionPrefix = "cloudwatch",
            Target = "GraniteServiceVersion20100801",
            XmlNamespace = "http://monitoring.amazonaws.com/doc/2010-08-01/",
            InvalidInputCode = InvalidValue,
            QueryCodes = new Dictionary<string, string>
            {
                [InvalidValue] = "InvalidParameterValue",
                ["DashboardInvalidInputError"] = "InvalidParameterInput",
                ["DashboardNotFoundError"] = "ResourceNotFound",
                ["ThrottlingException"] = "Throttling",
            },
        };
        new MetricOperations(store, clock).AddTo(api);
        new MetricDataOperations(store).AddTo(api);
        new DashboardOperations(account, clock).AddTo(api);
        return api;
    }
}
