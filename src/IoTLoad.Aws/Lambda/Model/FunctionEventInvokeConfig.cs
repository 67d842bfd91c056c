using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Retries, age and destinations of asynchronous invocations. Responses that consist of one derive from it.</summary>
public class FunctionEventInvokeConfig : AmazonWebServiceResponse
{
    internal static readonly Structure<FunctionEventInvokeConfig> Shape = ShapeOf<FunctionEventInvokeConfig>();

    /// <summary>When it was changed.</summary>
    public DateTime? LastModified { get; set; }

    /// <summary>ARN of the function.</summary>
    public string? FunctionArn { get; set; }

    /// <summary>Retries where the function fails, 0 to 2.</summary>
    public int? MaximumRetryAttempts { get; set; }

    /// <summary>How long an event may wait, 60 to 21,600 s.</summary>
    public int? MaximumEventAgeInSeconds { get; set; }

    /// <summary>Where results go.</summary>
    public DestinationConfig? DestinationConfig { get; set; }

    internal static Structure<T> ShapeOf<T>()
        where T : FunctionEventInvokeConfig, new() => new()
    {
        { "LastModified", Shapes.Time, r => r.LastModified, (r, v) => r.LastModified = v },
        { "FunctionArn", Shapes.Text, r => r.FunctionArn, (r, v) => r.FunctionArn = v },
        { "MaximumRetryAttempts", Shapes.Integer, r => r.MaximumRetryAttempts, (r, v) => r.MaximumRetryAttempts = v },
        { "MaximumEventAgeInSeconds", Shapes.Integer, r => r.MaximumEventAgeInSeconds, (r, v) => r.MaximumEventAgeInSeconds = v },
        { "DestinationConfig", DestinationConfig.Shape, r => r.DestinationConfig, (r, v) => r.DestinationConfig = v },
    };
}
