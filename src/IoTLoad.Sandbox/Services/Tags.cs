using System.Collections.Concurrent;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services;

/// <summary>Tags of the resources that may have some, by their ARN or name. Safe for concurrent use.</summary>
internal sealed class Tags
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _tags = new(StringComparer.Ordinal);

    /// <summary>Adds tags, or changes their values.</summary>
    /// <param name="tags">Structures with a Key and a Value.</param>
    public void Set(string resource, IEnumerable<Document> tags)
    {
        foreach (var tag in tags)
        {
            _tags.GetOrAdd(resource, static _ => new(StringComparer.Ordinal))[tag.Required("Key")] = tag.Text("Value") ?? "";
        }
    }

    /// <summary>Takes tags away.</summary>
    public void Remove(string resource, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            _tags.GetValueOrDefault(resource)?.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets a resource.</summary>
    public void Remove(string resource) => _tags.TryRemove(resource, out _);

    /// <summary>The tags of a resource, structures with a Key and a Value.</summary>
    public List<Document> Of(string resource) =>
    [
        .. (_tags.GetValueOrDefault(resource) ?? []).OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => new Document { ["Key"] = tag.Key, ["Value"] = tag.Value }),
    ];
}
