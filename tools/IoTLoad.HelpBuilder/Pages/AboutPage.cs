using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Pages;

/// <summary>A page about a topic.</summary>
/// <param name="File">The file.</param>
/// <param name="Outline">The page's sections.</param>
internal sealed record AboutPage(string File, PageSection Outline)
{
    /// <summary>Name of the topic, such as <c>about_IoTLoad</c>.</summary>
    public string Name => Outline.Title;

    /// <summary>Every piece of code on the page.</summary>
    public IEnumerable<TextBlock.Code> Code => Outline.AllBlocks.OfType<TextBlock.Code>();
}
