using System.Collections.Concurrent;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Tags of the resources that may have some, by ARN.</summary>
internal sealed class ResourceTags
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, string>> _tags = new(StringComparer.Ordinal);

    /// <summary>Adds tags, or changes their values.</summary>
    /// <param name="arn">ARN of the resource.</param>
    /// <param name="tags">Structures with a Key and a Value.</param>
    public void Set(string arn, IEnumerable<Document> tags)
    {
        var own = _tags.GetOrAdd(arn, static _ => new ConcurrentDictionary<string, string>(StringComparer.Ordinal));
        foreach (var tag in tags)
        {
            own[tag.Required("Key")] = tag.Text("Value") ?? "";
        }
    }

    /// <summary>Takes tags away.</summary>
    public void Remove(string arn, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            _tags.GetValueOrDefault(arn)?.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets a resource.</summary>
    public void Remove(string arn) => _tags.TryRemove(arn, out _);

    /// <summary>The tags of a resource.</summary>
    public List<Document> Of(string arn) =>
    [
        .. (_tags.GetValueOrDefault(arn) ?? []).OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => new Document { ["Key"] = tag.Key, ["Value"] = tag.Value }),
    ];
}
