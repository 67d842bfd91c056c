using System.Reflection;

namespace IoTLoad.Engine.Reports;

/// <summary>What a plan or a result must have for a metric to be measured at all.</summary>
public enum MeasuredWhen
{
    /// <summary>In every test.</summary>
    Always,

    /// <summary>Messages are answered: QoS 1 and 2, and HTTP.</summary>
    Acknowledged,

    /// <summary>Devices subscribe.</summary>
    Subscribed,

    /// <summary>Subscribers can tell which message they received.</summary>
    Tracked,

    /// <summary>As <see cref="Tracked"/>, and the drain time is over.</summary>
    Settled,

    /// <summary>The platform was asked.</summary>
    Platform,
}

/// <summary>Makes a property of <see cref="Counters"/> a row of <see cref="CounterMetric.All"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CounterAttribute(string unit = "Count", string? shareOf = null, MeasuredWhen when = MeasuredWhen.Always) : Attribute
{
    public string Unit => unit;

    public string? ShareOf => shareOf;

    public MeasuredWhen When => when;
}

/// <summary>
/// The table of counters, one row for each property of <see cref="Counters"/> that has the attribute, in the order in which they are
/// declared. Sums, thresholds, metric points, InfluxDB, OTLP and a result's columns all follow from it.
/// </summary>
public sealed class CounterMetric
{
    private readonly Func<Counters, long> _get;
    private readonly Action<Counters, long> _set;

    private CounterMetric(PropertyInfo property, CounterAttribute row)
    {
        Name = property.Name;
        Unit = row.Unit;
        ShareOfName = row.ShareOf;
        When = row.When;
        _get = property.GetMethod!.CreateDelegate<Func<Counters, long>>();
        _set = property.SetMethod!.CreateDelegate<Action<Counters, long>>();
    }

    /// <summary>All counters.</summary>
    public static IReadOnlyList<CounterMetric> All { get; } =
    [
        .. typeof(Counters).GetProperties()
            .OrderBy(property => property.MetadataToken)
            .Select(property => (Property: property, Row: property.GetCustomAttribute<CounterAttribute>()))
            .Where(counter => counter.Row is not null)
            .Select(counter => new CounterMetric(counter.Property, counter.Row!)),
    ];

    /// <summary>Its name, such as <c>Published</c>.</summary>
    public string Name { get; }

    /// <summary><c>Count</c> or <c>Bytes</c>.</summary>
    public string Unit { get; }

    /// <summary>What has to be so for it to be measured.</summary>
    public MeasuredWhen When { get; }

    /// <summary>The counter that it is a share of; null if a percentage of it means nothing.</summary>
    public CounterMetric? ShareOf => All.FirstOrDefault(counter => counter.Name == ShareOfName);

    private string? ShareOfName { get; }

    /// <summary>Its value.</summary>
    public long Of(Counters counters) => _get(counters);

    internal void Set(Counters counters, long value) => _set(counters, value);
}
