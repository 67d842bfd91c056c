using System.Text;
using Markdig.Syntax.Inlines;

namespace IoTLoad.HelpBuilder.Text;

/// <summary>Markdown within a line, as plain text: marks of code and emphasis go, a link keeps its address where it is of use.</summary>
internal static class InlineText
{
    public static string Of(ContainerInline? inline)
    {
        var text = new StringBuilder();
        Append(text, inline);
        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, Inline? inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case HtmlInline html:
                text.Append(html.Tag);
                break;
            case LinkInline link:
                AppendChildren(text, link);
                AppendAddress(text, link);
                break;
            case ContainerInline container:
                AppendChildren(text, container);
                break;
        }
    }

    private static void AppendChildren(StringBuilder text, ContainerInline container)
    {
        foreach (var child in container)
        {
            Append(text, child);
        }
    }

    /// <summary>A path to another page means nothing in a terminal; the address of a web page does.</summary>
    private static void AppendAddress(StringBuilder text, LinkInline link)
    {
        if (Uri.TryCreate(link.Url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")
        {
            text.Append(" (").Append(link.Url).Append(')');
        }
    }
}
