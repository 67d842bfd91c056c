using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>A connection feature: whose client certificate the TLS handshake brought.</summary>
/// <param name="Principal">The certificate's principal.</param>
internal sealed record ClientIdentity(Principal Principal);
