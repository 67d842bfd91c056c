using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Sandbox.Identity;

/// <summary>Knows the client certificates that are registered.</summary>
public interface IDeviceDirectory
{
    /// <summary>The device of a certificate.</summary>
    /// <returns>Null where it is not registered, or not active.</returns>
    Principal? Find(X509Certificate2 certificate);
}
