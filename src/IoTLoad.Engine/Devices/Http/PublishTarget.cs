namespace IoTLoad.Engine.Devices.Http;

/// <summary>Where a message is posted.</summary>
/// <param name="Uri">The whole address.</param>
/// <param name="Host">The Host header.</param>
/// <param name="Path">The path, percent-encoded once.</param>
/// <param name="Query">The query, without the question mark.</param>
internal sealed record PublishTarget(Uri Uri, string Host, string Path, string Query);
