using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Keys and certificates.</summary>
internal sealed class CertificateOperations(SandboxAccount account, DeviceRegistry registry)
{
    // The other two, PENDING_TRANSFER and PENDING_ACTIVATION, are set by IoT Core itself (API reference, UpdateCertificate).
    private static readonly string[] Settable = ["ACTIVE", "INACTIVE", "REVOKED"];

    /// <summary>Adds the operations.</summary>
    public void AddTo(ServiceApi api) => api
        .Add("CreateKeysAndCertificate", "POST", "/keys-and-certificate", Create, _ => "*")
        .Add("DescribeCertificate", "GET", "/certificates/{certificateId}", Describe, Resource)
        .Add("ListCertificates", "GET", "/certificates", List, _ => "*")
        .Add("UpdateCertificate", "PUT", "/certificates/{certificateId}", Update, Resource)
        .Add("DeleteCertificate", "DELETE", "/certificates/{certificateId}", Delete, Resource);

    private string Resource(Call call) => account.Arn("iot", $"cert/{call.Input.Required("certificateId")}");

    private Document Create(Call call)
    {
        var (registration, certificate) = registry.Register(call.Input.Flag("setAsActive") == true);
        return new Document
        {
            ["certificateArn"] = registration.Arn,
            ["certificateId"] = registration.Id,
            ["certificatePem"] = registration.Pem,
            ["keyPair"] = new Document { ["PublicKey"] = certificate.PublicKeyPem, ["PrivateKey"] = certificate.PrivateKeyPem },
        };
    }

    private Document Describe(Call call)
    {
        lock (registry.Gate)
        {
            var registration = Find(call);
            return new Document
            {
                ["certificateDescription"] = new Document
                {
                    ["certificateArn"] = registration.Arn,
                    ["certificateId"] = registration.Id,
                    ["caCertificateId"] = registration.AuthorityId,
                    ["status"] = registration.Status,
                    ["certificatePem"] = registration.Pem,
                    ["ownedBy"] = account.Id,
                    ["creationDate"] = registration.Created,
                    ["lastModifiedDate"] = registration.Modified,
                    ["transferData"] = new Document(),
                    ["validity"] = new Document { ["notBefore"] = registration.NotBefore, ["notAfter"] = registration.NotAfter },
                    ["certificateMode"] = "DEFAULT",
                },
            };
        }
    }

    private Document List(Call call)
    {
        lock (registry.Gate)
        {
            var page = RegistryPage.ByMarker(registry.Certificates.Values, call.Input);
            return new Document
            {
                ["certificates"] = page.Items.Select(registration => new Document
                {
                    ["certificateArn"] = registration.Arn,
                    ["certificateId"] = registration.Id,
                    ["status"] = registration.Status,
                    ["certificateMode"] = "DEFAULT",
                    ["creationDate"] = registration.Created,
                }).ToList(),
                ["nextMarker"] = page.Next,
            };
        }
    }

    private Document? Update(Call call)
    {
        var status = call.Input.Required("newStatus");
        if (!Settable.Contains(status))
        {
            throw IoTRefusal.Invalid($"A certificate cannot be set to '{status}'.");
        }

        lock (registry.Gate)
        {
            var registration = Find(call);
            registration.Status = status;
            registration.Modified = registry.Now;
            return null;
        }
    }

    private Document? Delete(Call call)
    {
        lock (registry.Gate)
        {
            var registration = Find(call);
            if (registration.IsActive)
            {
                throw new RefusedException(
                    406, "CertificateStateException",
                    $"Certificate must be deactivated (not ACTIVE) before deletion. Id: {registration.Id}");
            }

            if (registration.Things.Count > 0)
            {
                throw IoTRefusal.InUse($"Things must be detached before deletion (arn: {registration.Arn})");
            }

            if (registration.Policies.Count > 0 && call.Input.Flag("forceDelete") != true)
            {
                throw IoTRefusal.InUse($"Certificate policies must be detached before deletion (arn: {registration.Arn})");
            }

            registration.Policies.ForEach(policy => policy.Targets.Remove(registration));
            registry.Certificates.TryRemove(registration.Id, out _);
            return null;
        }
    }

    private DeviceRegistration Find(Call call) =>
        registry.Certificates.GetValueOrDefault(call.Input.Required("certificateId")) ?? throw IoTRefusal.NotFound();
}
