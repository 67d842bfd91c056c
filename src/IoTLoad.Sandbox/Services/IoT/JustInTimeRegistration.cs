using System.Security.Cryptography.X509Certificates;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>
/// Just-in-time registration and provisioning ("Register a client certificate when the client connects to AWS IoT" and "Just-in-time
/// provisioning", AWS IoT Developer Guide): the first connection with a certificate of a registered authority registers it, pending, and
/// ends. The authority's template, or whoever listens to the event, activates it.
/// </summary>
/// <param name="announce">Publishes on a reserved topic.</param>
internal sealed class JustInTimeRegistration(
    SandboxAccount account, DeviceRegistry registry, Action<string, ReadOnlyMemory<byte>> announce)
{
    /// <summary>What the topics of events begin with; the authority's ID follows.</summary>
    public const string TopicPrefix = "$aws/events/certificates/registered/";

    /// <summary>Registers a certificate that is not known, if its authority is registered for that.</summary>
    public void Meet(X509Certificate2 certificate)
    {
        if (AuthorityOf(certificate) is not { } authority || registry.Register(certificate, authority) is not { } registration)
        {
            return;
        }

        // The handshake, which ends without the device, does not wait for what follows.
        var subject = certificate.SubjectName;
        _ = Task.Run(() =>
        {
            announce(TopicPrefix + authority.Id, Event(registration, authority));
            if (authority.Template is { } template)
            {
                Provision(registration, subject, template);
            }
        });
    }

    private CaCertificate? AuthorityOf(X509Certificate2 certificate) => registry.Authorities.Values.FirstOrDefault(authority =>
        authority is { IsActive: true, RegistersDevices: true } && authority.Issued(certificate, registry.Now));

    // The guide's message, with its names.
    private byte[] Event(DeviceRegistration registration, CaCertificate authority) => JsonCodec.Write(new Document
    {
        ["certificateId"] = registration.Id,
        ["caCertificateId"] = authority.Id,
        ["timestamp"] = registration.Created.ToUnixTimeMilliseconds(),
        ["certificateStatus"] = "PENDING_ACTIVATION",
        ["awsAccountId"] = account.Id,
        ["certificateRegistrationTimestamp"] = $"{registration.Created.ToUnixTimeMilliseconds()}",
    });

    private void Provision(DeviceRegistration registration, X500DistinguishedName subject, ProvisioningTemplate template)
    {
        try
        {
            var device = template.Resolve(registration.Id, subject);
            lock (registry.Gate)
            {
                registry.Provision(registration, device);
            }
        }
        catch (Exception refused) when (refused is RefusedException or InvalidInputException)
        {
            // As on AWS, the certificate stays pending, and the device learns nothing.
        }
    }
}
