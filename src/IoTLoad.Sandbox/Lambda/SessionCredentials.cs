namespace IoTLoad.Sandbox.Lambda;

/// <summary>Temporary credentials.</summary>
/// <param name="AccessKey">Access key ID.</param>
/// <param name="SecretKey">Secret access key.</param>
/// <param name="SessionToken">Session token.</param>
public sealed record SessionCredentials(string AccessKey, string SecretKey, string SessionToken);
