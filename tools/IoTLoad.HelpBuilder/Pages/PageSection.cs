using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Pages;

/// <summary>A heading, what stands below it, and the sections within it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record PageSection(string Title, int Line)
{
    /// <summary>What stands below the heading, up to the first inner section.</summary>
    public List<TextBlock> Blocks { get; } = [];

    /// <summary>The inner sections.</summary>
    public List<PageSection> Sections { get; } = [];

    /// <summary>All blocks, those of inner sections included.</summary>
    public IEnumerable<TextBlock> AllBlocks => Blocks.Concat(Sections.SelectMany(section => section.AllBlocks));

    /// <summary>The paragraphs as one; what a synopsis is.</summary>
    public string PlainText => string.Join(' ', Blocks.OfType<TextBlock.Paragraph>().Select(paragraph => paragraph.Text));
}
