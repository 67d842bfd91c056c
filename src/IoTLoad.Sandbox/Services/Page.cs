using System.Text;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services;

/// <param name="Next">Where the next one begins; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>
/// Cuts lists into pages. A page begins behind the last item of the one before, and not at a number: who deletes what a page
/// shows, and goes on, misses nothing.
/// </summary>
internal static class Page
{
    /// <param name="items">All items, in the order of their keys.</param>
    /// <param name="key">Key of an item, ordered as texts are by their code units.</param>
    /// <param name="token">Where the page begins; null for the first.</param>
    /// <param name="size">Items on a page.</param>
    /// <param name="descending">Whether the items are in reverse.</param>
    /// <typeparam name="T">Type of an item.</typeparam>
    /// <exception cref="InvalidInputException">The token is none.</exception>
    public static Page<T> Take<T>(IEnumerable<T> items, Func<T, string> key, string? token, long size, bool descending = false)
    {
        var after = string.IsNullOrEmpty(token) ? null : Decode(token);
        var rest = after is null ? items : items.Where(item => string.CompareOrdinal(key(item), after) * (descending ? -1 : 1) > 0);
        var count = (int)Math.Clamp(size, 1, 10_000);
        var taken = rest.Take(count + 1).ToList();
        return taken.Count > count ? new Page<T>(taken[..count], Encode(key(taken[count - 1]))) : new Page<T>(taken, null);
    }

    private static string Encode(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new InvalidInputException("The pagination token is not valid.");
        }
    }
}

/// <summary>How operations ask for pages: what they call the token and the size.</summary>
/// <param name="Size">Name of the size; null where nobody can say it.</param>
/// <param name="Usual">Items on a page where nothing is said.</param>
/// <param name="Next">Name of the next page's token in the answer, unless it is called as in the question.</param>
internal sealed record Paging(string Token, string? Size, int Usual, string? Next = null)
{
    /// <summary>The page that a call asks for, as a list of what is shown of its items, and the token of the next one.</summary>
    /// <param name="list">Name of the list.</param>
    /// <param name="items">All items, in the order of their keys.</param>
    /// <param name="key">Key of an item, ordered as texts are by their code units.</param>
    /// <param name="descending">Whether the items are in reverse.</param>
    public Document Take<T>(
        Call call, string list, IEnumerable<T> items, Func<T, string> key, Func<T, object?> show, bool descending = false)
    {
        var size = Size is null ? null : call.Input.Integer(Size);
        var page = Page.Take(items, key, call.Input.Text(Token), size ?? Usual, descending);
        return new Document { [list] = page.Items.Select(show).ToList(), [Next ?? Token] = page.Next };
    }
}
