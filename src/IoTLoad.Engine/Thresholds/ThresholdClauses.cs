using System.Globalization;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Thresholds;

/// <summary>Reads what follows a threshold's limit: which part of the test it is about, and what becomes of the test.</summary>
internal sealed class ThresholdClauses(ThresholdParser parser, IReadOnlyList<ThresholdMetric> metrics)
{
    private const string Forms =
        "Write \"over 30s\", \"from stage 2\", \"after 1m\", \"abort\", \"abort grace 10s\" or \"warn\" behind the limit.";
    private static readonly string[] Words = ["over", "from", "after", "abort", "warn"];

    /// <summary>How long a test runs before a threshold ends it, if it does not say: the first seconds of a percentile are few.</summary>
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(10);

    /// <summary>Whether a word begins a clause or a remark.</summary>
    public static bool IsClause(string word) => word.StartsWith('(') || Words.Contains(word, StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the clauses to a threshold.</summary>
    public Threshold Read(Threshold threshold)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            parser.SkipRemark();
            parser.SkipSpace();
            var start = parser.Position;
            var word = parser.ReadWord();
            if (word.Length == 0)
            {
                return threshold;
            }

            if (!Words.Contains(word, StringComparer.OrdinalIgnoreCase))
            {
                throw parser.Malformed(
                    start, $"there is no clause '{word}'", $"Did you mean \"{NearestWord.Of(word, Words)}\"? {Forms}");
            }

            if (!seen.Add(word))
            {
                throw parser.Malformed(start, $"'{word}' is here twice", "Leave one of them out.");
            }

            if (!Same(word, "warn") && metrics.FirstOrDefault(metric => metric.IsKnownAtEnd) is { } late)
            {
                throw parser.Malformed(
                    start, $"'{late.Name}' is known only at the end of a test", $"Leave out \"{word.ToLowerInvariant()}\".");
            }

            threshold = Add(threshold, word.ToLowerInvariant(), start);
        }
    }

    private Threshold Add(Threshold threshold, string word, int start)
    {
        switch (word)
        {
            case "over":
                var window = ReadDuration();
                return window >= TimeSpan.FromSeconds(1) && window.Ticks % TimeSpan.TicksPerSecond == 0
                    ? threshold with { Scope = threshold.Scope with { Window = window } }
                    : throw parser.Malformed(start, "a window is whole seconds", "Write 1s or more, such as \"over 30s\".");
            case "after":
                return threshold with { Scope = threshold.Scope with { After = ReadDuration() } };
            case "from":
                var noun = parser.ReadWord();
                var number = parser.ReadWord();
                return Same(noun, "stage")
                    && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var stage) && stage > 0
                    ? threshold with { Scope = threshold.Scope with { Stage = stage } }
                    : throw parser.Malformed(start, "expected a stage's number", "Write \"from stage 2\"; stages count from 1.");
            case "abort":
                return threshold with { AbortGrace = ReadGrace() ?? DefaultGrace };
            default:
                return threshold with { IsWarning = true };
        }
    }

    private TimeSpan? ReadGrace()
    {
        parser.SkipSpace();
        return parser.Accept("grace") ? ReadDuration() : null;
    }

    private TimeSpan ReadDuration()
    {
        parser.SkipSpace();
        var start = parser.Position;
        var text = parser.ReadWord();
        try
        {
            return DurationText.Parse(text, "threshold");
        }
        catch (Exception exception) when (exception is LoadException or OverflowException)
        {
            throw parser.Malformed(start, $"'{text}' is not a duration", "Write a duration with its unit, such as 30s or 1m.");
        }
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
