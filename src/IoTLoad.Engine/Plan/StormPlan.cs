namespace IoTLoad.Engine.Plan;

/// <summary>How a connection is lost in a storm; in none of these ways, the device says DISCONNECT.</summary>
public enum ConnectionDrop
{
    /// <summary>The device resets the connection (TCP RST): the broker knows at once.</summary>
    Reset,

    /// <summary>
    /// The device falls silent on a connection that stays open, and returns when the broker has closed it for want of a keep-alive, or
    /// when the outage is over.
    /// </summary>
    Silence,

    /// <summary>The device forgets the connection and makes a new one, while the broker still holds the old one for open.</summary>
    HalfOpen,
}

/// <summary>How long a device waits before it tries to connect again; <c>n</c> attempts have failed since it lost its connection.</summary>
public enum Backoff
{
    /// <summary>Uniform between 0 and <c>min(longest, shortest · 2ⁿ)</c>.</summary>
    FullJitter,

    /// <summary>Not at all; 100 ms where an attempt has failed.</summary>
    None,

    /// <summary>Always the shortest delay.</summary>
    Fixed,

    /// <summary><c>min(longest, shortest · 2ⁿ)</c>.</summary>
    Exponential,

    /// <summary>Uniform between the shortest delay and three times the last one, up to the longest.</summary>
    Decorrelated,
}

/// <summary>An event on the plan's time line in which devices lose their connections, all at once.</summary>
public sealed record StormPlan
{
    /// <summary>When, from the start of the schedule.</summary>
    public TimeSpan At { get; init; }

    /// <summary>Share of the devices, above 0 and up to 1; which ones is drawn from the plan's seed.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How they lose their connections.</summary>
    public ConnectionDrop Drop { get; init; }

    /// <summary>For how long none of them reaches the broker after that; zero lets them return at once.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>How they return; null takes <see cref="DevicePlan.Backoff"/>.</summary>
    public Backoff? Backoff { get; init; }
}

/// <summary>Finds what cannot be in the storms of a plan.</summary>
internal static class StormCheck
{
    /// <summary>Most storms of a plan.</summary>
    public const int MostStorms = 20;

    /// <summary>Checks a plan; one without storms has nothing to check.</summary>
    /// <exception cref="LoadException">StormNeedsMqtt, TooManyStorms, InvalidStorm, SilenceNeedsKeepAlive.</exception>
    public static void Check(LoadPlan plan)
    {
        if (plan.Storms.Count == 0)
        {
            return;
        }

        if (plan.Protocol == LoadProtocol.Http)
        {
            throw LoadException.InvalidInput(
                "StormNeedsMqtt", "Devices that publish over HTTP share a pool of connections, so none of them has one to lose.",
                $"Leave out {PlanField.Storms}, or use protocol Mqtt or MqttWebSocket.", plan.Protocol);
        }

        if (plan.Storms.Count > MostStorms)
        {
            throw LoadException.InvalidInput(
                "TooManyStorms", $"The plan has {plan.Storms.Count} storms.", $"Write {PlanField.Storms} with {MostStorms} at most.",
                plan.Storms.Count);
        }

        foreach (var storm in plan.Storms)
        {
            if (storm.At < TimeSpan.Zero || storm.At >= plan.Duration)
            {
                throw Invalid(storm, $"A storm at {storm.At} is not within the {plan.Duration} of the schedule.",
                    $"Move it, or lengthen {PlanField.Duration}.");
            }

            if (!(storm.Share > 0 && storm.Share <= 1))
            {
                throw Invalid(storm, $"A storm cannot take a share of {storm.Share}.",
                    "Write a share above 0 and up to 1: 0.4 is 40 % of the devices.");
            }

            if (storm.Outage < TimeSpan.Zero || storm.Outage > PlanCheck.MaxDuration)
            {
                throw Invalid(storm, $"An outage cannot last {storm.Outage}.", "Write it as 0s or more, such as 30s.");
            }

            if (storm is { Drop: ConnectionDrop.Silence, Outage.Ticks: 0 } && plan.Session.KeepAlive == TimeSpan.Zero)
            {
                throw LoadException.InvalidInput(
                    "SilenceNeedsKeepAlive", "Without a keep-alive, no broker notices that a device is silent, and it would never return.",
                    $"Add {PlanField.KeepAlive}, or an outage after which it returns.", storm.At);
            }
        }
    }

    private static LoadException Invalid(StormPlan storm, string message, string action) =>
        LoadException.InvalidInput("InvalidStorm", $"{PlanField.Storms}: {message}", action, storm.At);
}
