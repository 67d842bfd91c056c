namespace Amazon.Runtime;

/// <summary>Keys.</summary>
/// <param name="AccessKey">Access key ID.</param>
/// <param name="SecretKey">Secret key.</param>
/// <param name="Token">Session token.</param>
public sealed record ImmutableCredentials(string AccessKey, string SecretKey, string? Token);
