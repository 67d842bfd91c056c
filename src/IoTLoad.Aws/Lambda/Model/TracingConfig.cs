using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>X-Ray tracing.</summary>
public class TracingConfig
{
    internal static readonly Structure<TracingConfig> Shape = new()
    {
        { "Mode", TracingMode.Shape, r => r.Mode, (r, v) => r.Mode = v },
    };

    /// <summary>Active or PassThrough.</summary>
    public TracingMode? Mode { get; set; }
}
