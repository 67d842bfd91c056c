using System.Globalization;

namespace IoTLoad.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public required string Case { get; init; }

    /// <summary>Only see that it works.</summary>
    public bool Quick { get; init; }

    /// <summary>Rounds; null for the case's own number.</summary>
    public int? Rounds { get; init; }

    /// <summary>Measured seconds of a round; null for the case's own.</summary>
    public int? Seconds { get; init; }

    /// <summary>The one target to measure; null for all.</summary>
    public string? Only { get; init; }

    /// <summary>The one contender to run, for a profiler; null compares.</summary>
    public string? Alone { get; init; }

    /// <summary>Whether other clients are measured as well.</summary>
    public bool Reference { get; init; }

    /// <summary>Where a process that a case started finds its broker.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null if the arguments are invalid.</summary>
    public static BenchOptions? TryParse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0 || arguments[0].StartsWith('-'))
        {
            return null;
        }

        var options = new BenchOptions { Case = arguments[0] };
        for (var i = 1; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--quick":
                    options = options with { Quick = true };
                    continue;
                case "--reference":
                    options = options with { Reference = true };
                    continue;
                case "--rounds" when TryCount(value, out var rounds):
                    options = options with { Rounds = rounds };
                    break;
                case "--seconds" when TryCount(value, out var seconds):
                    options = options with { Seconds = seconds };
                    break;
                case "--only" when value.Length > 0:
                    options = options with { Only = value };
                    break;
                case "--alone" when value.Length > 0:
                    options = options with { Alone = value };
                    break;
                case "--endpoint" when Uri.TryCreate(value, UriKind.Absolute, out var endpoint):
                    options = options with { Endpoint = endpoint };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }

    private static bool TryCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;
}
