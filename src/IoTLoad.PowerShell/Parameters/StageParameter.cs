using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>
/// Stages as people write them: <c>'30s:1000'</c>, a table with Duration, Rate and, if wanted, StartRate, or a
/// <see cref="LoadStage"/>. A stage without a start rate goes on from where the one before it ended, the first from 0.
/// </summary>
internal static class StageParameter
{
    private const string Forms =
        "Write -Stage as '30s:1000' (in 30 s to 1,000 messages a second), or as @{ Duration = '30s'; Rate = 1000; StartRate = 0 }.";

    private static readonly string[] Keys = ["Duration", "Rate", "StartRate"];

    /// <summary>Reads all stages of a load shape.</summary>
    /// <exception cref="LoadException">InvalidStage, InvalidDuration.</exception>
    public static IReadOnlyList<LoadStage> Parse(IEnumerable<object> values)
    {
        var stages = new List<LoadStage>();
        foreach (var value in values)
        {
            stages.Add(Parse(value is PSObject wrapped ? wrapped.BaseObject : value, stages.Count == 0 ? 0 : stages[^1].EndRate));
        }

        return stages;
    }

    private static LoadStage Parse(object value, double before) => value switch
    {
        LoadStage stage => stage,
        IDictionary table => OfTable(table, before),
        string text when text.Split(':') is [var duration, var rate] =>
            new LoadStage(before, RateOf(rate, text), DurationText.Parse(duration, "-Stage")),
        _ => throw Invalid(value),
    };

    private static LoadStage OfTable(IDictionary table, double before)
    {
        var keys = table.Keys.Cast<object>().Select(key => $"{key}").ToList();
        if (keys.Find(key => !Keys.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Invalid(table, $" It has no {unknown}.");
        }

        var missing = Keys[..2].Where(key => !keys.Contains(key, StringComparer.OrdinalIgnoreCase)).ToList();
        return missing.Count > 0
            ? throw Invalid(table, $" {string.Join(" and ", missing)} is missing.")
            : new LoadStage(
                keys.Contains("StartRate", StringComparer.OrdinalIgnoreCase) ? RateOf(table["StartRate"], table) : before,
                RateOf(table["Rate"], table),
                DurationText.Parse(Convert.ToString(table["Duration"], CultureInfo.InvariantCulture) ?? "", "-Stage"));
    }

    private static double RateOf(object? rate, object stage)
    {
        try
        {
            return NumberTransformationAttribute.Parse(Convert.ToString(rate, CultureInfo.InvariantCulture) ?? "");
        }
        catch (ArgumentTransformationMetadataException exception)
        {
            throw Invalid(stage, " " + exception.Message);
        }
    }

    private static LoadException Invalid(object stage, string why = "") =>
        LoadException.InvalidInput(
            "InvalidStage", $"'{Text(stage)}' is not a stage of a load shape.{why}", Forms, Text(stage));

    private static string Text(object stage) => stage is IDictionary table
        ? $"@{{ {string.Join("; ", table.Keys.Cast<object>().Select(key => $"{key} = {table[key]}"))} }}"
        : Convert.ToString(stage, CultureInfo.InvariantCulture) ?? "";
}
