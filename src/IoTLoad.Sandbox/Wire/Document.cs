using System.Globalization;

namespace IoTLoad.Sandbox.Wire;

/// <summary>
/// A structure or map as it travels, whatever the protocol: names and values, which are texts, flags, numbers, times, bytes,
/// documents and lists. A member that is null is not written.
/// </summary>
/// <remarks>
/// A time is a <see cref="DateTimeOffset"/>, which each protocol writes in its own way. In the query protocol all that comes
/// in is text, so the readers convert.
/// </remarks>
internal sealed class Document() : Dictionary<string, object?>(StringComparer.Ordinal)
{
    /// <summary>The members that are written.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Present => this.Where(member => member.Value is not null);

    /// <summary>A document of members, of which the last of a name counts.</summary>
    public static Document Of<T>(IEnumerable<KeyValuePair<string, T>> members)
    {
        var document = new Document();
        foreach (var (name, value) in members)
        {
            document[name] = value;
        }

        return document;
    }

    /// <returns>Null where it is missing.</returns>
    /// <exception cref="InvalidInputException">It is something else.</exception>
    public string? Text(string name) => this.GetValueOrDefault(name) switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw Wrong(name, "a string"),
    };

    /// <summary>A text that has to be there.</summary>
    public string Required(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw new InvalidInputException(
            $"1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null");

    public bool? Flag(string name) => this.GetValueOrDefault(name) switch
    {
        null => null,
        bool flag => flag,
        string text when bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong(name, "a boolean"),
    };

    /// <summary>A whole number.</summary>
    public long? Integer(string name) => this.GetValueOrDefault(name) switch
    {
        null => null,
        long number => number,
        double number when number == Math.Floor(number) => (long)number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong(name, "an integer"),
    };

    public double? Number(string name) =>
        this.GetValueOrDefault(name) is { } value ? ToNumber(value) ?? throw Wrong(name, "a number") : null;

    /// <summary>A list of numbers; empty where it is missing.</summary>
    public IReadOnlyList<double> Numbers(string name) =>
        [.. List(name).Select(item => ToNumber(item) ?? throw Wrong(name, "a list of numbers"))];

    public DateTimeOffset? Time(string name) => this.GetValueOrDefault(name) switch
    {
        null => null,
        DateTimeOffset time => time,
        long seconds => DateTimeOffset.FromUnixTimeSeconds(seconds),
        double seconds => DateTimeOffset.UnixEpoch.AddTicks((long)((decimal)seconds * TimeSpan.TicksPerSecond)),
        string text when DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) => time,
        _ => throw Wrong(name, "a time"),
    };

    /// <summary>A structure or map.</summary>
    /// <returns>Null where it is missing.</returns>
    public Document? Child(string name) => this.GetValueOrDefault(name) switch
    {
        null => null,
        Document document => document,
        _ => throw Wrong(name, "a structure"),
    };

    /// <summary>A map of texts; empty where it is missing.</summary>
    public Dictionary<string, string> Map(string name) => Child(name) is not { } map ? []
        : map.Keys.ToDictionary(key => key, key => map.Text(key) ?? "", StringComparer.Ordinal);

    /// <summary>A list; empty where it is missing.</summary>
    public IReadOnlyList<object?> List(string name) => this.GetValueOrDefault(name) switch
    {
        null or "" => [],
        IReadOnlyList<object?> list => list,
        _ => throw Wrong(name, "a list"),
    };

    /// <summary>A list of texts; empty where it is missing.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [.. List(name).Select(item => item as string ?? throw Wrong(name, "a list of strings"))];

    /// <summary>A list of structures; empty where it is missing.</summary>
    public IReadOnlyList<Document> Documents(string name) =>
        [.. List(name).Select(item => item as Document ?? throw Wrong(name, "a list of structures"))];

    private static double? ToNumber(object? value) => value switch
    {
        double number => number,
        long number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static InvalidInputException Wrong(string name, string kind) => new($"The value of '{name}' is not {kind}.");
}
