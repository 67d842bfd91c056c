using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Where the results of asynchronous invocations go.</summary>
public class DestinationConfig
{
    internal static readonly Structure<DestinationConfig> Shape = new()
    {
        { "OnSuccess", OnSuccess.Shape, r => r.OnSuccess, (r, v) => r.OnSuccess = v },
        { "OnFailure", OnFailure.Shape, r => r.OnFailure, (r, v) => r.OnFailure = v },
    };

    /// <summary>Where results go.</summary>
    public OnSuccess? OnSuccess { get; set; }

    /// <summary>Where events go that failed.</summary>
    public OnFailure? OnFailure { get; set; }
}
