using System.Security.Cryptography.X509Certificates;

namespace IoTLoad.Sandbox.Identity;

/// <summary>Decides who a request or a connection comes from.</summary>
public interface IAuthority
{
    /// <summary>Verifies Signature Version 4, in the Authorization header or, presigned, in the query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="service">The signing name that its scope has to have, such as <c>iotdata</c> or <c>iotdevicegateway</c>; null takes any.</param>
    /// <exception cref="RefusedException">Unknown key, wrong signature, expired date, wrong scope, wrong or expired session token.</exception>
    Principal Verify(SignedRequest request, string? service);

    /// <summary>The principal of a client certificate.</summary>
    /// <returns>Null where no such certificate is registered, or it is not active.</returns>
    Principal? OfCertificate(X509Certificate2 certificate);
}
