namespace IoTLoad.HelpBuilder;

/// <summary>What to make help from, and where to.</summary>
/// <param name="Assembly">The cmdlet assembly.</param>
/// <param name="Cmdlets">Folder of the pages <c>Verb-Noun.md</c>.</param>
/// <param name="About">Folder of the pages <c>about_*.md</c>; it need not exist.</param>
/// <param name="NounPrefix">What the nouns of the module's cmdlets begin with; an example that uses another such command is wrong.</param>
/// <param name="Output">Folder of the module for one language, such as <c>en-US</c>.</param>
internal sealed record BuildOptions(string Assembly, string Cmdlets, string About, string NounPrefix, string Output)
{
    public const string Usage =
        "Usage: IoTLoad.HelpBuilder --assembly FILE --cmdlets FOLDER --about FOLDER --noun-prefix PREFIX --output FOLDER";

    private static readonly string[] Names = ["--assembly", "--cmdlets", "--about", "--noun-prefix", "--output"];

    /// <summary>Reads a command line; null where an option is missing, unknown or given twice.</summary>
    public static BuildOptions? Parse(string[] arguments)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in arguments.Chunk(2))
        {
            if (pair.Length < 2 || !Names.Contains(pair[0]) || !values.TryAdd(pair[0], pair[1]))
            {
                return null;
            }
        }

        return Names.All(values.ContainsKey)
            ? new BuildOptions(values[Names[0]], values[Names[1]], values[Names[2]], values[Names[3]], values[Names[4]])
            : null;
    }
}
