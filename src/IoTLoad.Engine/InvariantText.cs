using System.Globalization;
using System.Runtime.CompilerServices;

namespace IoTLoad.Engine;

/// <summary>
/// Text for a person in which numbers and dates read the same in every culture. An interpolated string that is passed where one is
/// wanted is formatted so.
/// </summary>
[InterpolatedStringHandler]
public ref struct InvariantText
{
    private readonly string? _whole;
    private DefaultInterpolatedStringHandler _parts;

    /// <summary>Begins an interpolated text; called by the compiler.</summary>
    public InvariantText(int literalLength, int formattedCount) =>
        _parts = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    private InvariantText(string whole) => _whole = whole;

    /// <summary>A text that is a string already.</summary>
    public static implicit operator InvariantText(string text) => FromString(text);

    /// <summary>A text that is a string already.</summary>
    public static InvariantText FromString(string text) => new(text);

    /// <summary>Adds what stands between two values; called by the compiler.</summary>
    public void AppendLiteral(string value) => _parts.AppendLiteral(value);

    /// <summary>Adds a value; called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format = null) => _parts.AppendFormatted(value, format);

    /// <summary>Adds a value, padded to a width (negative: to the left); called by the compiler.</summary>
    public void AppendFormatted<T>(T value, int alignment, string? format = null) => _parts.AppendFormatted(value, alignment, format);

    /// <summary>The text of an interpolated string: <c>Text($"{rate:N0}/s")</c> with <c>using static</c>.</summary>
    public static string Text(InvariantText text) => text.Take();

    /// <summary>The text. Can be asked for once.</summary>
    public string Take() => _whole ?? _parts.ToStringAndClear();
}
