using FsCheck;
using FsCheck.Fluent;

namespace IoTLoad.Storage.Tests.InfluxDb;

/// <summary>Texts that break what does not escape them.</summary>
internal static class NastyText
{
    private static readonly string[] Pieces =
    [
        "\\", "\\\\", "'", "\"", "\n", "\r\n", "\t", "\0", ",", "=", " ", "  ", "#", ";", "--", "/*", "$", "${", "}", "(", "]", "/",
        "%27", "é", "漢", "😀", "\ud800", "\udc00",
        "\u2028", "\u007f", "a", "b1", "' OR '1'='1", "'; DROP DATABASE d; --", "\" OR 1=1", "\\' OR ''='", "${r._value}", "\\n", "true",
        "1i", "time", "_x", ":", "|>",
    ];

    /// <summary>Fixed texts: each piece alone, at the start, at the end, and doubled.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Pieces.SelectMany(piece => new[] { piece, piece + "x", "x" + piece, piece + piece, "x" + piece + "y" }).Distinct()];

    /// <summary>Random rows of pieces.</summary>
    public static Arbitrary<string> Arbitrary { get; } =
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces.Take(12))).ToArbitrary();

    /// <summary>Some random texts, the same each time.</summary>
    public static IReadOnlyList<string> Random(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)])))];
    }
}
