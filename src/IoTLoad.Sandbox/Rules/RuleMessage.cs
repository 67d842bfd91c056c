namespace IoTLoad.Sandbox.Rules;

/// <summary>A message as rules see it.</summary>
/// <param name="Topic">Topic.</param>
/// <param name="Payload">Payload.</param>
/// <param name="ClientId">Client that published it; null for HTTP and rules.</param>
/// <param name="Received">When the broker took it.</param>
public sealed record RuleMessage(string Topic, ReadOnlyMemory<byte> Payload, string? ClientId, DateTimeOffset Received);
