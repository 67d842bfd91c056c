namespace IoTLoad.Sandbox.Certificates;

/// <summary>What CreateKeysAndCertificate answers with.</summary>
/// <param name="CertificatePem">Certificate, PEM.</param>
/// <param name="PublicKeyPem">Public key, PEM.</param>
/// <param name="PrivateKeyPem">Private key, PEM; the sandbox keeps no copy.</param>
/// <param name="NotBefore">Begin of validity.</param>
/// <param name="NotAfter">End of validity.</param>
public sealed record DeviceCertificate(
    string CertificatePem, string PublicKeyPem, string PrivateKeyPem, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
