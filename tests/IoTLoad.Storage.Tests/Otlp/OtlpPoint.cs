namespace IoTLoad.Storage.Tests.Otlp;

/// <summary>A point as a collector gets it.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="IsSum">Whether it is a monotonic, cumulative sum; else it is a gauge.</param>
/// <param name="Value">The value.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record OtlpPoint(string Metric, string Unit, bool IsSum, double Value, IReadOnlyDictionary<string, string> Attributes);
