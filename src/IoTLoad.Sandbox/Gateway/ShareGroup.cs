namespace IoTLoad.Sandbox.Gateway;

/// <summary>The members of a shared subscription: each message goes to one of them, those that are connected first.</summary>
internal sealed class ShareGroup
{
    private readonly List<Subscription> _members = [];
    private int _next;

    /// <summary>Whether nobody is left.</summary>
    public bool IsEmpty => _members.Count == 0;

    /// <summary>Adds a member.</summary>
    public void Add(Subscription member) => _members.Add(member);

    /// <summary>Removes a member.</summary>
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
