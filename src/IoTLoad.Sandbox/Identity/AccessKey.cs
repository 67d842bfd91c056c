namespace IoTLoad.Sandbox.Identity;

/// <summary>A key that requests are signed with.</summary>
/// <param name="Id">Access key ID; those of temporary credentials begin with <c>ASIA</c>.</param>
/// <param name="Secret">Secret access key.</param>
/// <param name="Token">Session token of temporary credentials; null for lasting ones.</param>
/// <param name="Expires">When temporary credentials end; null for lasting ones.</param>
/// <param name="Principal">Who signs with it.</param>
public sealed record AccessKey(string Id, string Secret, string? Token, DateTimeOffset? Expires, Principal Principal);
