namespace IoTLoad.Sandbox.Metrics;

/// <summary>What tells a metric from others: namespace, name and dimensions, whose order does not matter.</summary>
internal sealed class MetricKey : IEquatable<MetricKey>
{
    private readonly string _text;

    /// <param name="space">Namespace.</param>
    /// <param name="name">Name.</param>
    /// <param name="dimensions">Dimensions.</param>
    public MetricKey(string space, string name, IEnumerable<(string Name, string Value)> dimensions)
    {
        Space = space;
        Name = name;
        Dimensions = [.. dimensions.OrderBy(dimension => dimension.Name, StringComparer.Ordinal)];
        _text = string.Join('\0', [space, name, .. Dimensions.SelectMany(dimension => (string[])[dimension.Name, dimension.Value])]);
    }

    /// <summary>Namespace.</summary>
    public string Space { get; }

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>Dimensions, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Dimensions { get; }

    /// <inheritdoc/>
    public bool Equals(MetricKey? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MetricKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);
}
