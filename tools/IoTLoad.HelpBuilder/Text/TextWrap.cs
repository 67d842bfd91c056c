using System.Text;

namespace IoTLoad.HelpBuilder.Text;

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
