namespace IoTLoad.Engine.Payload;

/// <summary>What the placeholders of one message stand for.</summary>
/// <param name="Device">Index of the device, from 0.</param>
/// <param name="Devices">Number of devices in the plan.</param>
/// <param name="ClientId">The device's client ID, UTF-8.</param>
/// <param name="Run">The run's ID, UTF-8.</param>
/// <param name="Message">Number of the message at its sender, from 0.</param>
/// <param name="IntendedUnixNanoseconds">When it is due, nanoseconds since 1970.</param>
/// <param name="Seed">Seed of random values.</param>
/// <param name="Row">The device's CSV row, a value a column, UTF-8; empty where there is no CSV file.</param>
/// <param name="IsHttp">Whether it goes over HTTP, rather than MQTT.</param>
public readonly record struct MessageContext(
    int Device, int Devices, byte[] ClientId, byte[] Run, long Message, long IntendedUnixNanoseconds, ulong Seed, byte[][] Row, bool IsHttp = false);
