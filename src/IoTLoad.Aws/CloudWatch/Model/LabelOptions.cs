using IoTLoad.Aws.Protocols;

namespace Amazon.CloudWatch.Model;

/// <summary>How times in labels are written.</summary>
public class LabelOptions
{
    internal static readonly Structure<LabelOptions> Shape = new()
    {
        { "Timezone", Shapes.Text, r => r.Timezone, (r, v) => r.Timezone = v },
    };

    /// <summary>Offset from UTC, such as <c>+0130</c>.</summary>
    public string? Timezone { get; set; }
}
