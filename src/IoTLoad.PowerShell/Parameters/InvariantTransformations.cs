using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>
/// Reads a number that is given as text, so that it means the same in every culture: PowerShell itself reads <c>'2,5'</c> as 25.
/// <c>1k</c> and <c>100/s</c> are understood.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal partial class NumberTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text ? Parse(text) : inputData;

    /// <exception cref="ArgumentTransformationMetadataException">The text is not a number, or could mean two.</exception>
    public static double Parse(string text)
    {
        var match = Number().Match(text);
        if (!match.Success)
        {
            throw new ArgumentTransformationMetadataException($"'{text}' is not a number that means the same everywhere. "
                + $"Write it with a point and no separators, such as 2.5, 1000, 1k or 100/s.");
        }

        var scale = match.Groups["scale"].Value switch { "k" => 1e3, "M" => 1e6, _ => 1 };
        return double.Parse(match.Groups["number"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture) * scale;
    }

    [GeneratedRegex(@"\A\s*(?<number>[-+]?\d+(\.\d+)?([eE][-+]?\d+)?)\s*(?<scale>[kM]?)\s*(/s)?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

/// <summary>
/// Reads a whole number as <see cref="NumberTransformationAttribute"/> does, and refuses a fraction, which PowerShell rounds.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WholeNumberTransformationAttribute : NumberTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var number = base.Transform(engineIntrinsics, inputData);
        var value = number is PSObject wrapped ? wrapped.BaseObject : number;
        return value is double or float or decimal && Convert.ToDouble(value, CultureInfo.InvariantCulture) is var exact
            && Math.Truncate(exact) != exact
            ? throw new ArgumentTransformationMetadataException(FormattableString.Invariant(
                $"{exact} is not a whole number. Write {Math.Floor(exact)} or {Math.Ceiling(exact)}."))
            : number;
    }
}

/// <summary>
/// Reads a time that is given as text, in ISO 8601 only: <c>'05.11.2026'</c> is May or November, depending on the culture.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ssK",
            "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string text)
        {
            return inputData;
        }

        return DateTimeOffset.TryParseExact(text.Trim(), Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time)
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a time that means the same everywhere. Write it as 2026-11-29, 2026-11-29T14:05:00 (local "
                    + $"time) or 2026-11-29T14:05:00Z, or give a [datetime].");
    }
}
