using System.Xml.Linq;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Writing;

/// <summary>The names of MAML, the XML that Get-Help reads, and its way with text.</summary>
internal static class Maml
{
    /// <summary>Columns of lists and tables; Get-Help indents text by up to 8, and a terminal has 80.</summary>
    private const int LineWidth = 72;

    /// <summary>Root elements.</summary>
    public static XNamespace Root { get; } = "http://msh";

    /// <summary>Text.</summary>
    public static XNamespace Text { get; } = "http://schemas.microsoft.com/maml/2004/10";

    /// <summary>Commands.</summary>
    public static XNamespace Command { get; } = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    /// <summary>What programming calls for.</summary>
    public static XNamespace Dev { get; } = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>A paragraph.</summary>
    public static XElement Paragraph(string text) => new(Text + "para", text);

    /// <summary>A description made of paragraphs.</summary>
    public static XElement Description(params IEnumerable<XElement> paragraphs) => new(Text + "description", paragraphs);

    /// <summary>
    /// Blocks as paragraphs. Get-Help wraps running text itself; it keeps the lines of a paragraph that has several, but trims the
    /// first one's indentation. So a list is one paragraph, and code is not indented.
    /// </summary>
    public static IEnumerable<XElement> Paragraphs(IEnumerable<TextBlock> blocks)
    {
        var list = new List<TextBlock>();
        foreach (var block in blocks)
        {
            if (block is not TextBlock.Item && list.Count > 0)
            {
                yield return List();
            }

            switch (block)
            {
                case TextBlock.Item item:
                    list.Add(item);
                    break;
                case TextBlock.Paragraph paragraph:
                    yield return Paragraph(paragraph.Text);
                    break;
                case TextBlock.Code code:
                    yield return Paragraph(string.Join('\n', code.Lines));
                    break;
                default:
                    yield return Paragraph(string.Join('\n', TextLayout.LinesOf(block, LineWidth)));
                    break;
            }
        }

        if (list.Count > 0)
        {
            yield return List();
        }

        XElement List()
        {
            var text = string.Join('\n', TextLayout.Lines(list, LineWidth));
            list.Clear();
            return Paragraph(text);
        }
    }
}
