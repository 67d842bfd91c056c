using System.Globalization;
using System.Text.RegularExpressions;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Plan;

/// <summary>Durations as people write them: <c>500ms</c>, <c>90s</c>, <c>1h30m</c>, <c>2d</c>, or a TimeSpan's own text.</summary>
public static partial class DurationText
{
    /// <summary>Reads a duration.</summary>
    /// <param name="text">The text; a bare number has no unit and is refused, because a TimeSpan would take it for days.</param>
    /// <param name="parameter">The parameter that it was given for, for the error's text.</param>
    /// <exception cref="LoadException">InvalidDuration.</exception>
    public static TimeSpan Parse(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        if (trimmed == "0")
        {
            return TimeSpan.Zero;
        }

        var match = Units().Match(trimmed);
        if (match.Success && trimmed.Length > 0)
        {
            var seconds = Part(match, "d") * 86_400 + Part(match, "h") * 3_600 + Part(match, "m") * 60
                + Part(match, "s") + Part(match, "ms") / 1_000;
            if (seconds < TimeSpan.MaxValue.TotalSeconds)
            {
                return TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
            }
        }
        else if (trimmed.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out var span))
        {
            return span;
        }

        throw LoadException.InvalidInput(
            "InvalidDuration", $"{parameter}: '{text}' is not a duration.",
            $"Write {parameter} with units, such as 500ms, 90s, 10m or 1h30m, or give a TimeSpan.",
            text);
    }

    /// <summary>Writes a duration in the form that <see cref="Parse"/> reads, such as <c>1h30m</c> or <c>2.5s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return Text($"{duration.TotalMilliseconds:0.###}ms");
        }

        var seconds = (duration.Ticks % TimeSpan.TicksPerMinute) / (double)TimeSpan.TicksPerSecond;
        var minutes = (long)duration.TotalMinutes;
        if (minutes == 0)
        {
            return Text($"{seconds:0.###}s");
        }

        var (hours, rest) = Math.DivRem(minutes, 60);
        return string.Concat(
            hours > 0 ? Text($"{hours}h") : "",
            rest > 0 ? Text($"{rest}m") : "",
            seconds > 0 ? Text($"{seconds:0.###}s") : "");
    }

    private static double Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"\A(?:(?<d>\d+(?:\.\d+)?)d)?\s*(?:(?<h>\d+(?:\.\d+)?)h)?\s*(?:(?<m>\d+(?:\.\d+)?)m(?!s))?\s*"
        + @"(?:(?<s>\d+(?:\.\d+)?)s)?\s*(?:(?<ms>\d+(?:\.\d+)?)ms)?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
