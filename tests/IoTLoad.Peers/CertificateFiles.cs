namespace IoTLoad.Peers;

/// <summary>A certificate and its key in PEM.</summary>
/// <param name="Certificate">Path of the certificate, with intermediates after it.</param>
/// <param name="Key">Path of the key, PKCS#8.</param>
public sealed record CertificateFiles(string Certificate, string Key);
