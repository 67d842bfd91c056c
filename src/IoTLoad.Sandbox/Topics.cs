using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace IoTLoad.Sandbox;

/// <summary>
/// Topics and topic filters: which ones are well formed, reserved, within the limits, and which filter matches which topic.
/// </summary>
internal static class Topics
{
    /// <summary>What all reserved topics begin with.</summary>
    public const string Reserved = "$";

    // MQTT 3.1.1, section 1.5.3.
    private const int MostBytes = 65_535;

    private const string BasicIngest = "$aws/rules/";
    private const string Shared = "$share/";

    /// <summary>
    /// The rule of a topic of basic ingest, <c>$aws/rules/name/topic</c>, and the topic that the rule sees; null for any other.
    /// </summary>
    public static (string Rule, string Topic)? Ingest(string topic)
    {
        if (!topic.StartsWith(BasicIngest, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = topic[BasicIngest.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
    }

    /// <summary>Takes a shared subscription, <c>$share/group/filter</c>, apart; the group of any other is null.</summary>
    public static (string? Group, string Filter) Share(string filter)
    {
        if (!filter.StartsWith(Shared, StringComparison.Ordinal))
        {
            return (null, filter);
        }

        var slash = filter.IndexOf('/', Shared.Length);
        return slash < 0 ? (filter[Shared.Length..], "") : (filter[Shared.Length..slash], filter[(slash + 1)..]);
    }

    /// <summary>Whether a topic can be published to, as far as the protocol goes.</summary>
    public static bool IsTopic([NotNullWhen(true)] string? topic) =>
        !string.IsNullOrEmpty(topic) && !topic.AsSpan().ContainsAny('+', '#', '\0') && IsShort(topic, MostBytes);

    /// <summary>Whether a topic filter has its wildcards where the protocol allows them.</summary>
    public static bool IsFilter(string? filter)
    {
        if (string.IsNullOrEmpty(filter) || filter.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var levels = filter.Split('/');
        for (var i = 0; i < levels.Length; i++)
        {
            var level = levels[i];
            if ((level.Contains('+', StringComparison.Ordinal) && level.Length > 1)
                || (level.Contains('#', StringComparison.Ordinal) && (level.Length > 1 || i < levels.Length - 1)))
            {
                return false;
            }
        }

        return true;
    }

    public static bool HasWildcards(string filter) => filter.AsSpan().ContainsAny('+', '#');

    /// <summary>Whether a filter matches a topic, with IoT Core's difference that <c>a/#</c> does not match <c>a</c>.</summary>
    public static bool Matches(ReadOnlySpan<char> filter, ReadOnlySpan<char> topic)
    {
        if (topic.StartsWith(Reserved, StringComparison.Ordinal)
            && (filter.StartsWith("#", StringComparison.Ordinal) || filter.StartsWith("+", StringComparison.Ordinal)))
        {
            return false;
        }

        while (true)
        {
            var filterEnd = filter.IndexOf('/');
            var topicEnd = topic.IndexOf('/');
            var filterLevel = filterEnd < 0 ? filter : filter[..filterEnd];
            var topicLevel = topicEnd < 0 ? topic : topic[..topicEnd];
            if (filterLevel is "#")
            {
                return true;
            }

            if (filterLevel is not "+" && !filterLevel.SequenceEqual(topicLevel))
            {
                return false;
            }

            if (filterEnd < 0 || topicEnd < 0)
            {
                return filterEnd < 0 && topicEnd < 0;
            }

            filter = filter[(filterEnd + 1)..];
            topic = topic[(topicEnd + 1)..];
        }
    }

    /// <summary>Whether a text has at most so many bytes in UTF-8. A character has at most three, so a short text is not counted.</summary>
    public static bool IsShort(string text, int bytes) => text.Length <= bytes / 3 || Encoding.UTF8.GetByteCount(text) <= bytes;
}
