using FsCheck.Xunit;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Tests;

public sealed class TextLayoutTests
{
    [Property]
    public void Wrapping_keeps_every_word_and_the_width(string[] words, byte seed)
    {
        var width = 20 + seed % 80;
        var text = string.Join(' ', (words ?? []).Where(word => word is not null).Select(word => new string('x', word.Length % 30 + 1)));
        var lines = TextWrap.Wrap(text, width).ToList();
        Assert.Equal(text, string.Join(' ', lines));
        Assert.All(lines, line => Assert.True(line.Length <= width || !line.Contains(' ', StringComparison.Ordinal), line));
    }

    [Fact]
    public void A_table_that_is_too_wide_for_columns_becomes_entries()
    {
        var table = new TextBlock.Table(1, ["metric", "limit"], [["a very long list of metrics", "a duration"], ["another", ""]]);
        Assert.Equal(["a very long list of metrics", "    a duration", "another"], TextLayout.LinesOf(table, 50));
    }

    [Fact]
    public void The_last_column_of_a_table_wraps()
    {
        var table = new TextBlock.Table(1, ["a", "b"], [["one", "two words and then some more of them"]]);
        Assert.Equal(["a    b", "-    -", "one  two words and then some", "     more of them"], TextLayout.LinesOf(table, 30)
            .Select(line => line.TrimEnd()));
    }
}
