namespace IoTLoad.Engine.Plan;

/// <summary>The devices and how they come online, drop and come back.</summary>
public sealed record DevicePlan
{
    /// <summary>Number of devices.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Client ID; a pattern with placeholders that must tell devices apart.</summary>
    public string ClientId { get; init; } = "iotload-{{run}}-{{device}}";

    /// <summary>New connections a second while devices come online; over HTTP, all those that the pool makes.</summary>
    public double ConnectRate { get; init; } = 500;

    /// <summary>Shortest wait before a lost connection is made again; doubles with each failure, with full jitter.</summary>
    public TimeSpan ReconnectMinDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait before a lost connection is made again.</summary>
    public TimeSpan ReconnectMaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Share of the devices (0 to 1) that disconnect and reconnect every <see cref="ChurnInterval"/>.</summary>
    public double ChurnShare { get; init; }

    /// <summary>How often <see cref="ChurnShare"/> of the devices reconnects.</summary>
    public TimeSpan ChurnInterval { get; init; } = TimeSpan.FromSeconds(60);
}
