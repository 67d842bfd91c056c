using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// What a connection's policies allowed, so that they are evaluated once for a topic instead of for each message. A change of a
/// policy reaches connections that are made after it. Not safe for concurrent use.
/// </summary>
internal sealed class AccessCache(Principal principal, SandboxAccount account, string action, IReadOnlyDictionary<string, string> context)
{
    // A device uses few topics; one that uses a new topic for each message must not fill the memory.
    private const int Capacity = 1000;

    private readonly Dictionary<string, bool> _allowed = new(StringComparer.Ordinal);

    /// <summary>Whether the action is allowed on a topic.</summary>
    public bool Allows(string topic)
    {
        if (_allowed.TryGetValue(topic, out var allowed))
        {
            return allowed;
        }

        if (_allowed.Count == Capacity)
        {
            _allowed.Clear();
        }

        allowed = principal.Allows(action, account.Arn("iot", $"topic/{topic}"), context);
        _allowed.Add(topic, allowed);
        return allowed;
    }
}
