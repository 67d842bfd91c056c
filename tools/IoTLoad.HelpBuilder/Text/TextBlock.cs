namespace IoTLoad.HelpBuilder.Text;

/// <summary>A block of a page, without Markdown's marks.</summary>
/// <param name="Line">Line of the page on which it begins, from 1.</param>
internal abstract record TextBlock(int Line)
{
    /// <summary>Running text.</summary>
    internal sealed record Paragraph(int Line, string Text) : TextBlock(Line);

    /// <summary>
    /// An item of a list, outermost at <paramref name="Depth"/> 0; <paramref name="Marker"/> is what stands before it: <c>-</c>, or
    /// a number such as <c>1.</c>.
    /// </summary>
    internal sealed record Item(int Line, int Depth, string Marker, string Text) : TextBlock(Line);

    /// <summary>Text that stays as it is; <paramref name="Language"/> is the word behind the fence.</summary>
    internal sealed record Code(int Line, string Language, IReadOnlyList<string> Lines) : TextBlock(Line)
    {
        /// <summary>Whether it is a command that a reader would run.</summary>
        public bool IsPowerShell => Language is "powershell";
    }

    /// <summary>A table; every row has as many cells as the header.</summary>
    internal sealed record Table(int Line, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows) : TextBlock(Line);
}
