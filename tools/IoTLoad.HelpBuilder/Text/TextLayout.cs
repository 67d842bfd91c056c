using System.Text;

namespace IoTLoad.HelpBuilder.Text;

/// <summary>Lays blocks out as lines of plain text.</summary>
internal static class TextLayout
{
    private const int CodeIndent = 4;
    private const int ColumnGap = 2;
    private const int NarrowestLastColumn = 24;

    /// <summary>Widest line of code that fits into <paramref name="width"/>.</summary>
    public static int WidestCode(int width) => width - CodeIndent;

    /// <summary>The blocks, with an empty line between them; items of a list follow each other without.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="width">Widest line, characters; code and words that are wider stay as they are.</param>
    public static IEnumerable<string> Lines(IEnumerable<TextBlock> blocks, int width)
    {
        TextBlock? before = null;
        foreach (var block in blocks)
        {
            if (before is not null && !(before is TextBlock.Item && block is TextBlock.Item))
            {
                yield return "";
            }

            foreach (var line in LinesOf(block, width))
            {
                yield return line.TrimEnd();
            }

            before = block;
        }
    }

    /// <summary>The lines of one block.</summary>
    public static IEnumerable<string> LinesOf(TextBlock block, int width) => block switch
    {
        TextBlock.Paragraph paragraph => TextWrap.Wrap(paragraph.Text, width),
        TextBlock.Item item => Hanging(new string(' ', item.Depth * 2) + item.Marker + " ", item.Text, width),
        TextBlock.Code code => code.Lines.Select(line => new string(' ', CodeIndent) + line),
        TextBlock.Table table => TableLines(table, width),
        _ => throw new InvalidOperationException($"There is no layout for a {block.GetType().Name}."),
    };

    /// <summary>Text behind something that stands on its first line only.</summary>
    private static IEnumerable<string> Hanging(string first, string text, int width)
    {
        var rest = new string(' ', first.Length);
        return TextWrap.Wrap(text, width - first.Length).Select((line, index) => (index == 0 ? first : rest) + line);
    }

    private static IEnumerable<string> TableLines(TextBlock.Table table, int width)
    {
        var rows = table.Rows.Prepend(table.Header).ToList();
        var widths = table.Header.SkipLast(1).Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        var before = widths.Sum(column => column + ColumnGap);
        if (width - before < NarrowestLastColumn)
        {
            return table.Rows.SelectMany(row => Entry(row, width));
        }

        var rule = table.Header.Select(cell => new string('-', cell.Length)).ToList();
        return rows.Take(1).Append(rule).Concat(rows.Skip(1)).SelectMany(row => Columns(row, widths, width));
    }

    private static IEnumerable<string> Columns(IReadOnlyList<string> row, List<int> widths, int width)
    {
        var first = string.Concat(row.SkipLast(1).Select((cell, column) => cell.PadRight(widths[column] + ColumnGap)));
        return row[^1].Length == 0 ? [first] : Hanging(first, row[^1], width);
    }

    /// <summary>A row of a table that is too wide for columns: the first cell, and the others below it.</summary>
    private static IEnumerable<string> Entry(IReadOnlyList<string> row, int width) =>
        TextWrap.Wrap(row[0], width).Concat(row.Skip(1).Where(cell => cell.Length > 0).SelectMany(cell => Hanging("    ", cell, width)));
}

/// <summary>Breaks text at spaces. A word that is wider than the line, such as an address, gets a line of its own.</summary>
internal static class TextWrap
{
    /// <param name="text">The text, without line breaks.</param>
    /// <param name="width">Widest line, characters.</param>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
