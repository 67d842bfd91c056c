using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Sandboxes;

/// <summary>Reads the hashtables of faults and limits, and writes them as the JSON that a sandbox takes.</summary>
internal static class SandboxSettings
{
    private static readonly string[] Shares = ["Throttle", "DropConnections", "RefuseInvocations", "DuplicateEvents"];
    private static readonly string[] Durations = ["Latency", "CloudWatchDelay"];
    // As GatewayLimits of the sandbox's program names them; a test sets them all.
    private static readonly string[] OfDevices =
    [
        "InboundPublishesPerSecond", "OutboundPublishesPerSecond", "BurstSeconds", "PublishesPerConnectionPerSecond",
        "ThroughputPerConnection", "ConnectsPerSecond", "ConnectsPerClientIdPerSecond", "Connections", "SubscriptionsPerConnection",
        "SubscriptionsPerRequest", "PayloadBytes", "TopicBytes", "TopicSlashes", "ClientIdBytes", "MinimumKeepAlive",
        "MaximumKeepAlive", "InboundUnacknowledged", "OutboundUnacknowledged", "StoredMessagesPerSecond", "QueuedMessages",
    ];

    private static readonly string[] OfFunctions =
        ["ConcurrentExecutions", "UnreservedMinimum", "SynchronousPayload", "AsynchronousPayload"];

    public static IEnumerable<string> FaultNames => Shares.Concat(Durations).Order(StringComparer.Ordinal);

    public static IEnumerable<string> LimitNames => OfDevices.Concat(OfFunctions).Order(StringComparer.Ordinal);

    public static bool IsDuration(string fault) => Durations.Contains(fault, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="LoadException">SandboxFault: a name that is none, or a value outside of its bounds.</exception>
    public static string Faults(IDictionary faults)
    {
        var read = new Dictionary<string, double>();
        foreach (DictionaryEntry entry in faults)
        {
            var name = FaultNames.FirstOrDefault(each => each.Equals(entry.Key.ToString(), StringComparison.OrdinalIgnoreCase))
                ?? throw Wrong(
                $"There is no fault '{entry.Key}'.", $"The faults are {string.Join(", ", FaultNames)}.", entry.Key);
            read[JsonNamingPolicy.CamelCase.ConvertName(name)] = IsDuration(name) ? Seconds(name, entry.Value) : Share(name, entry.Value);
        }

        return JsonSerializer.Serialize(read);
    }

    /// <summary>Limits as JSON: of IoT Core, whose names the sandbox knows, and of Lambda; null where none are named.</summary>
    /// <exception cref="LoadException">SandboxLimit: a value that is no number, switch or null.</exception>
    public static (string? OfDevices, string? OfFunctions) Limits(IDictionary limits)
    {
        var devices = new Dictionary<string, object?>();
        var functions = new Dictionary<string, object?>();
        foreach (DictionaryEntry entry in limits)
        {
            var name = LimitNames.FirstOrDefault(each => each.Equals(entry.Key.ToString(), StringComparison.OrdinalIgnoreCase))
                ?? throw LoadException.InvalidInput(
                    "SandboxLimit", $"There is no limit '{entry.Key}'.", $"The limits are {string.Join(", ", LimitNames)}.",
                    entry.Key);
            var value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            if (value is not (null or bool or int or long or double or decimal))
            {
                throw LoadException.InvalidInput(
                    "SandboxLimit", $"The limit {name} is '{value}', which is not a number.",
                    "Give a number, or $null for no limit.", entry.Key);
            }

            if (value is double or decimal && Convert.ToDouble(value, CultureInfo.InvariantCulture) % 1 != 0 && !IsRate(name))
            {
                throw LoadException.InvalidInput(
                    "SandboxLimit", InvariantText.Text($"The limit {name} cannot be {value}."),
                    "Give a whole number, or $null for no limit.", entry.Key);
            }

            var of = OfFunctions.Contains(name, StringComparer.OrdinalIgnoreCase) ? functions : devices;
            of[JsonNamingPolicy.CamelCase.ConvertName(name)] = value;
        }

        return (Json(devices), Json(functions));

        static string? Json(Dictionary<string, object?> named) => named.Count == 0 ? null : JsonSerializer.Serialize(named);
    }

    private static bool IsRate(string limit) => limit.EndsWith("PerSecond", StringComparison.Ordinal) || limit == "BurstSeconds";

    private static double Share(string name, object? value) =>
        LanguagePrimitives.TryConvertTo<double>(value, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1
            ? share
            : throw Wrong($"The fault {name} is '{value}', which is no share.", "Give a number from 0 to 1: 0.1 means one in ten.", value);

    private static double Seconds(string name, object? value)
    {
        var duration = (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            TimeSpan span => span,
            var other => DurationText.Parse(other?.ToString() ?? "", name),
        };
        return duration >= TimeSpan.Zero
            ? duration.TotalSeconds
            : throw Wrong($"The fault {name} is '{value}', which is less than nothing.", "Give a duration such as 200ms.", value);
    }

    private static LoadException Wrong(string message, string action, object? target) =>
        LoadException.InvalidInput("SandboxFault", message, action, target);
}
