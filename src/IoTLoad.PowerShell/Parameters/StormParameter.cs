using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>
/// Storms as people write them: <c>'5m:40%'</c>, a table with At and, if wanted, Share, Drop, Outage and Backoff, or a
/// <see cref="StormPlan"/>.
/// </summary>
internal static class StormParameter
{
    private static readonly string[] Keys = ["At", "Share", "Drop", "Outage", "Backoff"];

    /// <summary>Reads all storms of a plan.</summary>
    /// <exception cref="LoadException">InvalidStorm, InvalidDuration.</exception>
    public static IReadOnlyList<StormPlan> Parse(IEnumerable<object> values) =>
        [.. values.Select(value => Parse(value is PSObject wrapped ? wrapped.BaseObject : value))];

    private static StormPlan Parse(object value) => value switch
    {
        StormPlan storm => storm,
        IDictionary table when table.Contains("At")
            && table.Keys.Cast<object>().All(key => Keys.Contains($"{key}", StringComparer.OrdinalIgnoreCase)) => new StormPlan
            {
                At = Duration(table["At"]),
                Share = table.Contains("Share") ? ShareOf(Text(table["Share"]), value) : 1,
                Drop = table.Contains("Drop") ? NameOf<ConnectionDrop>(table["Drop"], value) : default,
                Outage = table.Contains("Outage") ? Duration(table["Outage"]) : TimeSpan.Zero,
                Backoff = table.Contains("Backoff") ? NameOf<Backoff>(table["Backoff"], value) : null,
            },
        string text when text.Split(':') is [var at, var share] => new StormPlan { At = Duration(at), Share = ShareOf(share, value) },
        _ => throw Invalid(value),
    };

    private static TimeSpan Duration(object? value) => DurationText.Parse(Text(value), "-Storm");

    private static double ShareOf(string text, object storm)
    {
        var percent = text.TrimEnd().EndsWith('%');
        return double.TryParse(text.TrimEnd().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? percent ? number / 100 : number
            : throw Invalid(storm);
    }

    private static T NameOf<T>(object? value, object storm)
        where T : struct, Enum => Enum.TryParse<T>(Text(value), ignoreCase: true, out var name) && Enum.IsDefined(name)
            ? name : throw Invalid(storm);

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static LoadException Invalid(object storm) => LoadException.InvalidInput(
        "InvalidStorm",
        $"'{(storm is IDictionary table
            ? string.Join("; ", table.Keys.Cast<object>().Select(key => $"{key} = {table[key]}")) : Text(storm))}' is not a storm.",
        "Write -Storm as '5m:40%' (at 5 min, 40 % of the devices), or as @{ At = '5m'; Share = 0.4; Drop = 'Reset'; Outage = '30s'; "
            + "Backoff = 'Fixed' }. Drop may be Reset, Silence or HalfOpen; Backoff FullJitter, None, Fixed, Exponential or Decorrelated.",
        storm);
}
