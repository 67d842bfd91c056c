using System.Text.RegularExpressions;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Pages;

/// <summary>The page of one cmdlet: prose only, for what the compiled cmdlet says of itself is not written twice.</summary>
/// <param name="File">The file.</param>
/// <param name="Outline">The page's sections.</param>
internal sealed partial record CmdletPage(string File, PageSection Outline)
{
    /// <summary>The sections of a page, in their order.</summary>
    public static IReadOnlyList<string> SectionTitles { get; } =
        ["Synopsis", "Description", "Examples", "Parameters", "Inputs", "Outputs", "Notes", "Related links"];

    /// <summary>Name of the cmdlet.</summary>
    public string Name => Outline.Title;

    /// <summary>What the cmdlet does, in one sentence.</summary>
    public string Synopsis => Section("Synopsis")?.PlainText ?? "";

    /// <summary>What the cmdlet does, in full.</summary>
    public IReadOnlyList<TextBlock> Description => Section("Description")?.Blocks ?? [];

    /// <summary>The examples, each with a title.</summary>
    public IReadOnlyList<PageSection> Examples => Section("Examples")?.Sections ?? [];

    /// <summary>The parameters, each titled <c>-Name</c>.</summary>
    public IReadOnlyList<PageSection> Parameters => Section("Parameters")?.Sections ?? [];

    /// <summary>The cmdlet whose page describes the parameters that this one does not; null if this one describes all.</summary>
    public string? ParametersOf => Section("Parameters")?.Blocks is [TextBlock.Paragraph paragraph]
        && Borrowed().Match(paragraph.Text) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>What can be piped in, each titled with a type.</summary>
    public IReadOnlyList<PageSection> Inputs => Section("Inputs")?.Sections ?? [];

    /// <summary>What comes out, each titled with a type.</summary>
    public IReadOnlyList<PageSection> Outputs => Section("Outputs")?.Sections ?? [];

    /// <summary>What else is worth knowing.</summary>
    public IReadOnlyList<TextBlock> Notes => Section("Notes")?.Blocks ?? [];

    /// <summary>Where to read on, one to a list item.</summary>
    public IEnumerable<string> RelatedLinks => Section("Related links")?.Blocks.OfType<TextBlock.Item>().Select(item => item.Text) ?? [];

    /// <summary>Every piece of code on the page.</summary>
    public IEnumerable<TextBlock.Code> Code => Outline.AllBlocks.OfType<TextBlock.Code>();

    /// <summary>The section of a title, or null.</summary>
    public PageSection? Section(string title) => Outline.Sections.Find(section => section.Title == title);

    [GeneratedRegex(@"\A(?:The others are|All are) as in (?<name>[A-Za-z]+-[A-Za-z]+)\b")]
    private static partial Regex Borrowed();
}
