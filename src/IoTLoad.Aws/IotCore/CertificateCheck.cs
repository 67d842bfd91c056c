using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.IotCore;

/// <summary>
/// Asks IoT Core's control plane about a client certificate before devices use it: with one that is not active or has no policy
/// they are disconnected without a word of why.
/// </summary>
public static class CertificateCheck
{
    /// <summary>Checks the certificate of a plan.</summary>
    /// <returns>What cannot be told for certain, for the user to know; null where all is well, or devices have no certificate.</returns>
    /// <exception cref="LoadException">CertificateNotActive, CertificateWithoutPolicy, or what AWS refuses but for access.</exception>
    public static async Task<string?> CheckAsync(LoadPlan plan, AwsConnection connection, CancellationToken cancellation)
    {
        if (IdOf(plan.Tls) is not { } id)
        {
            return null;
        }

        var file = plan.Tls.CertificateFile ?? plan.Tls.PfxFile!;
        try
        {
            using var plane = await ControlPlane.OpenAsync(connection, null, cancellation);
            var found = await plane.FindAsync(id,
                iot => iot.DescribeCertificateAsync(new() { CertificateId = id }, cancellation), cancellation);
            if (found?.CertificateDescription is not { } certificate)
            {
                return $"AWS IoT Core does not know the certificate of {file} in {plane.Region}. Unless it is registered at its "
                    + $"first use, or belongs to another account, devices will be refused.";
            }

            if (certificate.Status != CertificateStatus.ACTIVE)
            {
                throw LoadException.AuthenticationFailed(
                    "CertificateNotActive", $"The certificate of {file} is {certificate.Status} in AWS IoT Core.",
                    $"Activate it: aws iot update-certificate --certificate-id {id} --new-status ACTIVE; or use another one.", file);
            }

            var policies = await plane.CallAsync(certificate.CertificateArn,
                iot => iot.ListAttachedPoliciesAsync(new() { Target = certificate.CertificateArn }, cancellation), cancellation);
            return policies.Policies is { Count: > 0 } ? null : throw LoadException.AuthenticationFailed(
                "CertificateWithoutPolicy", $"The certificate of {file} has no policy in AWS IoT Core, so it may do nothing.",
                $"Attach one that allows iot:Connect, iot:Publish, iot:Subscribe and iot:Receive: aws iot attach-policy "
                    + $"--policy-name <name> --target {certificate.CertificateArn}.", file);
        }
        catch (LoadException exception) when (exception.ErrorId == "AwsAccessDenied")
        {
            return $"Whether the certificate of {file} is active and has a policy cannot be told: {exception.Message}";
        }
    }

    // macOS has no ephemeral keys.
    private static X509KeyStorageFlags StoreOfKeys =>
        OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;

    // IoT Core's certificate IDs are the SHA-256 of the certificate, DER. A file that cannot be read is reported where it is used.
    private static string? IdOf(TlsPlan tls)
    {
        try
        {
            using var certificate = tls.CertificateFile is not null ? X509Certificate2.CreateFromPem(File.ReadAllText(tls.CertificateFile))
                : tls.PfxFile is not null
                    ? X509CertificateLoader.LoadPkcs12FromFile(tls.PfxFile, tls.KeyPassword, StoreOfKeys)
                : null;
            return certificate is null ? null : Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }
}
