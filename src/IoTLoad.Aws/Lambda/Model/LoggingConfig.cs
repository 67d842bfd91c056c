using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda.Model;

/// <summary>A function's logs.</summary>
public class LoggingConfig
{
    internal static readonly Structure<LoggingConfig> Shape = new()
    {
        { "LogFormat", LogFormat.Shape, r => r.LogFormat, (r, v) => r.LogFormat = v },
        { "ApplicationLogLevel", ApplicationLogLevel.Shape, r => r.ApplicationLogLevel, (r, v) => r.ApplicationLogLevel = v },
        { "SystemLogLevel", SystemLogLevel.Shape, r => r.SystemLogLevel, (r, v) => r.SystemLogLevel = v },
        { "LogGroup", Shapes.Text, r => r.LogGroup, (r, v) => r.LogGroup = v },
    };

    /// <summary>Text or JSON.</summary>
    public LogFormat? LogFormat { get; set; }

    /// <summary>The least level of the function's own lines that is kept, for JSON logs.</summary>
    public ApplicationLogLevel? ApplicationLogLevel { get; set; }

    /// <summary>The least level of the runtime's lines that is kept, for JSON logs.</summary>
    public SystemLogLevel? SystemLogLevel { get; set; }

    /// <summary>Name of the log group.</summary>
    public string? LogGroup { get; set; }
}
