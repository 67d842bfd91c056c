namespace IoTLoad.Engine.Plan;

/// <summary>
/// A shared subscription, <c>$share/group/filter</c>: of all members of the group, the broker gives each message to one (MQTT 5.0,
/// section 4.8.2; many brokers have it for MQTT 3.1.1 too).
/// </summary>
public static class SharedFilter
{
    private const string Prefix = "$share/";

    /// <summary>Most members of a group: a result names what each has received.</summary>
    public const int MaxMembers = 1000;

    /// <summary>Whether a filter is meant to be a shared subscription.</summary>
    public static bool IsShared(string? filter) => filter?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>
    /// The filter that topics are matched with; null if it is not that of a shared subscription, or of one without a group or a filter.
    /// </summary>
    public static string? FilterOf(string? filter)
    {
        if (!IsShared(filter))
        {
            return null;
        }

        var rest = filter![Prefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < rest.Length - 1 && !rest.AsSpan(0, slash).ContainsAny('+', '#') ? rest[(slash + 1)..] : null;
    }
}
