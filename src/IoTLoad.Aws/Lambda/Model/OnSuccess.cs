using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Where the results of invocations go that succeeded.</summary>
public class OnSuccess
{
    internal static readonly Structure<OnSuccess> Shape = new()
    {
        { "Destination", Shapes.Text, r => r.Destination, (r, v) => r.Destination = v },
    };

    /// <summary>ARN of a queue, topic, bus, bucket or function.</summary>
    public string? Destination { get; set; }
}
