namespace IoTLoad.Bench;

/// <summary>A benchmark cannot run, or measured something that is not what it says; the message says what to do.</summary>
internal sealed class BenchException(string message) : Exception(message);
