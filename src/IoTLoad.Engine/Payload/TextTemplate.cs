using System.Text;

namespace IoTLoad.Engine.Payload;

/// <summary>A text with placeholders, <c>{{name arguments}}</c>, compiled to pieces that write UTF-8 without allocating.</summary>
public sealed class TextTemplate
{
    private readonly Placeholder[] _pieces;

    internal TextTemplate(IReadOnlyList<Placeholder> pieces) => _pieces = [.. pieces];

    /// <summary>Whether the text differs from device to device.</summary>
    public bool DependsOnDevice => _pieces.Any(piece => piece.DependsOnDevice);

    /// <summary>Whether the text differs from message to message.</summary>
    public bool DependsOnMessage => _pieces.Any(piece => piece.DependsOnMessage);

    /// <summary>Whether the tracking token has a place of its own.</summary>
    internal bool HasTracking => _pieces.Any(piece => piece is Placeholder.Tracking);

    /// <summary>Most bytes it can write where client IDs are empty; may be more than an int holds.</summary>
    internal long LongestWithoutClientId => _pieces.Sum(piece => (long)piece.MaxLength(0));

    /// <summary>Compiles a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="source">Where it comes from, for messages: a parameter or a file.</param>
    /// <param name="scope">Which placeholders it may hold.</param>
    /// <param name="columns">The CSV file that <c>{{csv column}}</c> speaks of; null where there is none.</param>
    /// <exception cref="LoadException">MalformedTemplate, with line and column.</exception>
    public static TextTemplate Parse(string text, string source, TemplateScope scope, PayloadColumns? columns = null) =>
        new(new TemplateParser(text, source, scope, columns).Parse());

    /// <summary>Most bytes it can write.</summary>
    /// <param name="maxClientIdLength">Bytes of the longest client ID.</param>
    public int MaxLength(int maxClientIdLength) => _pieces.Sum(piece => piece.MaxLength(maxClientIdLength));

    /// <summary>Writes the text for a message to a buffer of <see cref="MaxLength"/> bytes, and returns its length.</summary>
    public int Write(Span<byte> destination, in MessageContext context) => Write(destination, context, default);

    /// <summary>The same, with a token.</summary>
    public int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
    {
        var at = 0;
        foreach (var piece in _pieces)
        {
            at += piece.Write(destination[at..], context, token);
        }

        return at;
    }

    /// <summary>The text for a message.</summary>
    public string Format(in MessageContext context)
    {
        var buffer = new byte[MaxLength(context.ClientId.Length)];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, Write(buffer, context)));
    }

    /// <summary>
    /// The subscription filter that covers the topics of this pattern: <c>+</c> for each level that differs from message to
    /// message and, where <paramref name="perDevice"/> is set, from device to device.
    /// </summary>
    public string ToFilter(in MessageContext context, bool perDevice)
    {
        // A level is wild if any piece in it is: write a mark that no topic may hold, then look at whole levels.
        const char wild = '\0';
        var filter = new StringBuilder();
        var buffer = new byte[MaxLength(context.ClientId.Length)];
        foreach (var piece in _pieces)
        {
            var varies = piece.DependsOnMessage || (perDevice && piece.DependsOnDevice);
            filter.Append(varies ? wild.ToString() : Encoding.UTF8.GetString(buffer.AsSpan(0, piece.Write(buffer, context, default))));
        }

        return string.Join('/', filter.ToString().Split('/').Select(level => level.Contains(wild, StringComparison.Ordinal) ? "+" : level));
    }
}
