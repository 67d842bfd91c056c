using System.CommandLine;

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

    /// <summary>Whether what is measured is kept.</summary>
    public bool Keep { get; init; }

    /// <summary>Where a process that a case started finds its broker.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Null if the arguments are invalid, or ask for help.</summary>
    public static BenchOptions? TryParse(IReadOnlyList<string> arguments)
    {
        var name = new Argument<string>("case");
        var quick = new Option<bool>("--quick");
        var reference = new Option<bool>("--reference");
        var keep = new Option<bool>("--keep");
        var rounds = new Option<int?>("--rounds");
        var seconds = new Option<int?>("--seconds");
        var only = new Option<string?>("--only");
        var alone = new Option<string?>("--alone");
        var endpoint = new Option<Uri?>("--endpoint") { CustomParser = result => new Uri(result.Tokens[0].Value, UriKind.Absolute) };
        var read = new RootCommand { name, quick, reference, keep, rounds, seconds, only, alone, endpoint }.Parse(arguments);
        return read.Errors.Count > 0 || read.Action is not null || read.GetValue(name) is not { } of || read.GetValue(rounds) < 1
            || read.GetValue(seconds) < 1
            ? null
            : new BenchOptions
            {
                Case = of,
                Quick = read.GetValue(quick),
                Reference = read.GetValue(reference),
                Keep = read.GetValue(keep),
                Rounds = read.GetValue(rounds),
                Seconds = read.GetValue(seconds),
                Only = read.GetValue(only),
                Alone = read.GetValue(alone),
                Endpoint = read.GetValue(endpoint),
            };
    }
}
