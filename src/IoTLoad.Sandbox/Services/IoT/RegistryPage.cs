using System.Globalization;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Pages of what is registered, in the order of making. IoT Core's operations ask for them in two ways.</summary>
internal static class RegistryPage
{
    private const int Usual = 25;

    /// <summary>For operations with <c>marker</c>, <c>pageSize</c> and, some of them, <c>isAscendingOrder</c>.</summary>
    public static Page<T> ByMarker<T>(IEnumerable<T> items, Document input)
        where T : Registered => Take(items, input.Text("marker"), input.Integer("pageSize"), input.Flag("isAscendingOrder") == false);

    /// <summary>For operations with <c>nextToken</c> and <c>maxResults</c>.</summary>
    public static Page<T> ByToken<T>(IEnumerable<T> items, Document input)
        where T : Registered => Take(items, input.Text("nextToken"), input.Integer("maxResults"), descending: false);

    private static Page<T> Take<T>(IEnumerable<T> items, string? token, long? size, bool descending)
        where T : Registered
    {
        var ordered = descending ? items.OrderByDescending(item => item.Number) : items.OrderBy(item => item.Number);
        return Page.Take(ordered, item => item.Number.ToString("D12", CultureInfo.InvariantCulture), token, size, Usual, descending);
    }
}
