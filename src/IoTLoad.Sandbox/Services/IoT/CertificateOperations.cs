using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Keys and certificates.</summary>
internal sealed class CertificateOperations(SandboxAccount account, DeviceRegistry registry)
{
    // The other two, PENDING_TRANSFER and PENDING_ACTIVATION, are set by IoT Core itself (API reference, UpdateCertificate).
    private static readonly string[] Settable = ["ACTIVE", "INACTIVE", "REVOKED"];

    public void AddTo(ServiceApi api) => api
        .Add("POST", "/keys-and-certificate", new ServiceOperation("CreateKeysAndCertificate", call => new(Create(call)), _ => "*"))
        .Add("DescribeCertificate", "GET", "/certificates/{certificateId}", Describe, Resource)
        .Add("ListCertificates", "GET", "/certificates", List, _ => "*")
        .Add("UpdateCertificate", "PUT", "/certificates/{certificateId}", Update, Resource)
        .Add("DeleteCertificate", "DELETE", "/certificates/{certificateId}", Delete, Resource);

    private string Resource(Call call) => account.Arn("iot", $"cert/{call.Input.Required("certificateId")}");

    // Making a key takes a tenth of a second: nothing is held meanwhile.
    private Answer Create(Call call)
    {
        var (registration, certificate) = registry.Register(call.Input.Flag("setAsActive") == true);
        return new Answer(new Document
        {
            ["certificateArn"] = registration.Arn,
            ["certificateId"] = registration.Id,
            ["certificatePem"] = registration.Pem,
            ["keyPair"] = new Document { ["PublicKey"] = certificate.PublicKeyPem, ["PrivateKey"] = certificate.PrivateKeyPem },
        });
    }

    private Document Describe(Call call)
    {
        var registration = Find(call);
        var description = Listed(registration);
        description["caCertificateId"] = registration.AuthorityId;
        description["certificatePem"] = registration.Pem;
        description["ownedBy"] = account.Id;
        description["lastModifiedDate"] = registration.Modified;
        description["transferData"] = new Document();
        description["validity"] = new Document { ["notBefore"] = registration.NotBefore, ["notAfter"] = registration.NotAfter };
        return new Document { ["certificateDescription"] = description };
    }

    private Document List(Call call) => IoTApi.PageByMarker(call, "certificates", registry.Certificates.Values, Listed);

    private void Update(Call call)
    {
        var status = call.Input.Required("newStatus");
        InvalidInputException.ThrowIf(!Settable.Contains(status), $"A certificate cannot be set to '{status}'.");
        var registration = Find(call);
        registration.Status = status;
        registration.Modified = registry.Now;
    }

    private void Delete(Call call)
    {
        var registration = Find(call);
        IoTRefusal.ActiveIf(registration.IsActive, "Certificate", registration.Id);
        IoTRefusal.InUseIf(registration.Things.Count > 0, $"Things must be detached before deletion (arn: {registration.Arn})");
        IoTRefusal.InUseIf(registration.Policies.Count > 0 && call.Input.Flag("forceDelete") != true,
            $"Certificate policies must be detached before deletion (arn: {registration.Arn})");
        registration.Policies.ForEach(policy => policy.Targets.Remove(registration));
        registry.Certificates.TryRemove(registration.Id, out _);
    }

    private static Document Listed(DeviceRegistration registration) => new()
    {
        ["certificateArn"] = registration.Arn,
        ["certificateId"] = registration.Id,
        ["status"] = registration.Status,
        ["certificateMode"] = "DEFAULT",
        ["creationDate"] = registration.Created,
    };

    private DeviceRegistration Find(Call call) =>
        registry.Certificates.GetValueOrDefault(call.Input.Required("certificateId")) ?? throw IoTRefusal.NotFound();
}
