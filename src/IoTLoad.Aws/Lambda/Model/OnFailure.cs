using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>Where events go whose invocations failed.</summary>
public class OnFailure
{
    internal static readonly Structure<OnFailure> Shape = new()
    {
        { "Destination", Shapes.Text, r => r.Destination, (r, v) => r.Destination = v },
    };

    /// <summary>ARN of a queue, topic, bus, bucket or function.</summary>
    public string? Destination { get; set; }
}
