namespace IoTLoad.Sandbox.Logs;

/// <summary>Takes lines for CloudWatch Logs. Groups and streams are made where they are missing. Safe for concurrent use.</summary>
public interface ILogWriter
{
    /// <summary>Adds a line.</summary>
    void Write(string group, string stream, DateTimeOffset time, string message);
}
