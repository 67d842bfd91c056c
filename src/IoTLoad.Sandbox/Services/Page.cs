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
    /// <param name="size">Items on a page; null for <paramref name="usual"/>.</param>
    /// <param name="usual">Items on a page where nothing is said.</param>
    /// <param name="descending">Whether the items are in reverse.</param>
    /// <typeparam name="T">Type of an item.</typeparam>
    /// <exception cref="InvalidInputException">The token is none.</exception>
    public static Page<T> Take<T>(IEnumerable<T> items, Func<T, string> key, string? token, long? size, int usual, bool descending = false)
    {
        var after = string.IsNullOrEmpty(token) ? null : Decode(token);
        var rest = after is null ? items : items.Where(item => string.CompareOrdinal(key(item), after) * (descending ? -1 : 1) > 0);
        var count = (int)Math.Clamp(size ?? usual, 1, 10_000);
        var taken = rest.Take(count + 1).ToList();
        return taken.Count > count ? new Page<T>(taken[..count], Encode(key(taken[count - 1]))) : new Page<T>(taken, null);
    }

    private static string Encode(string key) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(key));

    private static string Decode(string token)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(token));
        }
        catch (FormatException)
        {
            throw new InvalidInputException("The pagination token is not valid.");
        }
    }
}
