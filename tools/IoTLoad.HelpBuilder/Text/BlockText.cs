using System.Globalization;
using IoTLoad.HelpBuilder.Checks;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace IoTLoad.HelpBuilder.Text;

/// <summary>Turns Markdown's blocks into the few kinds that help can show.</summary>
internal sealed class BlockText(string file, List<PageProblem> problems)
{
    public IEnumerable<TextBlock> Of(Block block) => Of(block, depth: 0);

    private IEnumerable<TextBlock> Of(Block block, int depth)
    {
        var line = block.Line + 1;
        switch (block)
        {
            case ParagraphBlock paragraph:
                return [new TextBlock.Paragraph(line, InlineText.Of(paragraph.Inline))];
            case FencedCodeBlock fence:
                return [new TextBlock.Code(line, fence.Info ?? "", [.. LinesOf(fence)])];
            case ListBlock list:
                return list.Cast<ListItemBlock>().SelectMany(item => Items(list, item, depth));
            case Table table:
                var rows = table.Cast<TableRow>().Select(CellsOf).ToList();
                return [new TextBlock.Table(line, rows[0], rows[1..])];
            default:
                problems.Add(new PageProblem(
                    file,
                    line,
                    PageProblem.Format,
                    "Help can show paragraphs, lists, tables and fenced code only; write this as one of them."));
                return [];
        }
    }

    private IEnumerable<TextBlock> Items(ListBlock list, ListItemBlock item, int depth)
    {
        var marker = list.IsOrdered ? item.Order.ToString(CultureInfo.InvariantCulture) + "." : "-";
        var isFirst = true;
        foreach (var block in item.SelectMany(child => Of(child, depth + 1)))
        {
            yield return isFirst && block is TextBlock.Paragraph paragraph
                ? new TextBlock.Item(paragraph.Line, depth, marker, paragraph.Text)
                : block;
            isFirst = false;
        }
    }

    private static IEnumerable<string> LinesOf(LeafBlock block) =>
        block.Lines.Lines.Take(block.Lines.Count).Select(line => line.ToString());

    private static List<string> CellsOf(TableRow row) =>
        [.. row.Cast<TableCell>()
            .Select(cell => string.Join(' ', cell.OfType<ParagraphBlock>().Select(paragraph => InlineText.Of(paragraph.Inline))))];
}
