
namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// Which sessions get a message: a tree of topic levels, so that a publish costs by the depth of its topic and the number of
/// its receivers, however many others are subscribed. Safe for concurrent use.
/// </summary>
internal sealed class SubscriptionIndex
{
    private readonly Lock _gate = new();
    private readonly Level _root = new();

    public int Count { get; private set; }

    /// <summary>Adds a subscription; one of the same session and filter has to be removed before.</summary>
    public void Add(Subscription subscription)
    {
        lock (_gate)
        {
            var level = _root;
            foreach (var part in subscription.Filter.AsSpan().Split('/'))
            {
                level = level.Below(subscription.Filter.AsSpan()[part]);
            }

            level.Add(subscription);
            Count++;
        }
    }

    /// <summary>Removes a subscription, and the levels that nothing is left on.</summary>
    public void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (Remove(_root, subscription.Filter, subscription))
            {
                Count--;
            }
        }
    }

    /// <summary>Finds who gets a message. Of a shared subscription it is one session, each in its turn.</summary>
    /// <param name="found">Gets the subscriptions; one session can be there by several.</param>
    /// <returns>Whether a session can be there more than once.</returns>
    public bool Match(string topic, List<Subscription> found)
    {
        lock (_gate)
        {
            var sources = 0;
            Match(_root, topic, found, ref sources, first: true);
            return sources > 1;
        }
    }

    private static void Match(Level level, ReadOnlySpan<char> topic, List<Subscription> found, ref int sources, bool first)
    {
        var slash = topic.IndexOf('/');
        var name = slash < 0 ? topic : topic[..slash];

        // "#" and "+" at the first level leave reserved topics out (MQTT 3.1.1, section 4.7.2).
        var wild = !(first && name.StartsWith(Topics.Reserved, StringComparison.Ordinal));
        if (wild)
        {
            level.Rest?.Collect(found, ref sources);
        }

        foreach (var next in (ReadOnlySpan<Level?>)[level.Find(name), wild ? level.Any : null])
        {
            if (slash < 0)
            {
                next?.Collect(found, ref sources);
            }
            else if (next is not null)
            {
                Match(next, topic[(slash + 1)..], found, ref sources, first: false);
            }
        }
    }

    private static bool Remove(Level level, ReadOnlySpan<char> filter, Subscription subscription)
    {
        var slash = filter.IndexOf('/');
        var name = slash < 0 ? filter : filter[..slash];
        if (level.Find(name) is not { } next)
        {
            return false;
        }

        var removed = slash < 0 ? next.Remove(subscription) : Remove(next, filter[(slash + 1)..], subscription);
        if (removed && next.IsEmpty)
        {
            level.Forget(name);
        }

        return removed;
    }

    private sealed class Level
    {
        private Dictionary<string, Level>? _below;
        private List<Subscription>? _subscriptions;
        private Dictionary<string, ShareGroup>? _groups;

        public Level? Any => Find("+");

        public Level? Rest => Find("#");

        public bool IsEmpty => _below is null && _subscriptions is null && _groups is null;

        public Level? Find(ReadOnlySpan<char> name) =>
            _below is not null && _below.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var level) ? level : null;

        public Level Below(ReadOnlySpan<char> name)
        {
            if (Find(name) is { } level)
            {
                return level;
            }

            level = new Level();
            (_below ??= new(StringComparer.Ordinal)).Add(name.ToString(), level);
            return level;
        }

        public void Forget(ReadOnlySpan<char> name)
        {
            if (_below is not null && _below.GetAlternateLookup<ReadOnlySpan<char>>().Remove(name) && _below.Count == 0)
            {
                _below = null;
            }
        }

        public void Add(Subscription subscription)
        {
            if (subscription.Group is not { } group)
            {
                (_subscriptions ??= []).Add(subscription);
                return;
            }

            _groups ??= new(StringComparer.Ordinal);
            if (!_groups.TryGetValue(group, out var members))
            {
                _groups.Add(group, members = new ShareGroup());
            }

            members.Add(subscription);
        }

        public bool Remove(Subscription subscription)
        {
            if (subscription.Group is not { } group)
            {
                var removed = _subscriptions?.Remove(subscription) == true;
                _subscriptions = _subscriptions is { Count: > 0 } ? _subscriptions : null;
                return removed;
            }

            if (_groups?.GetValueOrDefault(group) is not { } members || !members.Remove(subscription))
            {
                return false;
            }

            if (members.IsEmpty && _groups.Remove(group) && _groups.Count == 0)
            {
                _groups = null;
            }

            return true;
        }

        public void Collect(List<Subscription> found, ref int sources)
        {
            if (_subscriptions is not null)
            {
                found.AddRange(_subscriptions);
                sources++;
            }

            foreach (var group in _groups?.Values ?? Enumerable.Empty<ShareGroup>())
            {
                found.Add(group.Next());
                sources++;
            }
        }
    }
}

/// <summary>One topic filter that one session is subscribed to.</summary>
/// <param name="Filter">Topic filter, without what makes it shared.</param>
/// <param name="Group">Name of the shared subscription; null where it is not shared.</param>
/// <param name="QoS">QoS that was granted, 0 or 1.</param>
/// <param name="NoLocal">MQTT 5: whether the session's own messages are left out.</param>
/// <param name="RetainAsPublished">MQTT 5: whether messages keep the publisher's retain flag.</param>
internal sealed record Subscription(
    DeviceSession Session, string Filter, string? Group, int QoS, bool NoLocal = false, bool RetainAsPublished = false)
{
    /// <summary>Only itself: thousands of sessions can have the same filter, and each is looked for when it goes.</summary>
    public bool Equals(Subscription? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>The members of a shared subscription: each message goes to one of them, those that are connected first.</summary>
internal sealed class ShareGroup
{
    private readonly List<Subscription> _members = [];
    private int _next;

    /// <summary>Whether nobody is left.</summary>
    public bool IsEmpty => _members.Count == 0;

    public void Add(Subscription member) => _members.Add(member);

    public bool Remove(Subscription member) => _members.Remove(member);

    /// <summary>Whose turn it is.</summary>
    public Subscription Next()
    {
        for (var i = 0; i < _members.Count; i++)
        {
            _next = (_next + 1) % _members.Count;
            if (_members[_next].Session.IsConnected)
            {
                return _members[_next];
            }
        }

        return _members[_next % _members.Count];
    }
}
