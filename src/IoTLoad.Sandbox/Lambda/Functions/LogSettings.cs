namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>Where a function's log lines go, and in which form the platform writes its own.</summary>
internal sealed record LogSettings
{
    /// <summary>Text or JSON.</summary>
    public string LogFormat { get; init; } = "Text";

    /// <summary>Log group; null is <c>/aws/lambda/</c> and the function's name.</summary>
    public string? LogGroup { get; init; }

    /// <summary>Level of the function's own lines, with format JSON.</summary>
    public string? ApplicationLogLevel { get; init; }

    /// <summary>Level of the platform's lines, with format JSON.</summary>
    public string? SystemLogLevel { get; init; }
}
