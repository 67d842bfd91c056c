using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IoTLoad.Sandbox.Certificates;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>Certificates of authorities, with what just-in-time registration and provisioning need of them.</summary>
/// <param name="trusts">Whether IoT Core may assume a role, by ARN.</param>
internal sealed class CaCertificateOperations(SandboxAccount account, DeviceRegistry registry, Func<string, bool> trusts)
{
    private static readonly string[] Settable = ["ACTIVE", "INACTIVE"];

    // Whoever registers an authority shows that the key is theirs by a certificate with this name.
    private readonly string _code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public void AddTo(ServiceApi api) => api
        .Add("GetRegistrationCode", "GET", "/registrationcode", _ => new Document { ["registrationCode"] = _code }, _ => "*")
        .Add("RegisterCACertificate", "POST", "/cacertificate", Register, _ => "*")
        .Add("DescribeCACertificate", "GET", "/cacertificate/{certificateId}", Describe, Resource)
        .Add("ListCACertificates", "GET", "/cacertificates", List, _ => "*")
        .Add("UpdateCACertificate", "PUT", "/cacertificate/{certificateId}", Update, Resource)
        .Add("DeleteCACertificate", "DELETE", "/cacertificate/{certificateId}", Delete, Resource);

    private string Arn(string id) => account.Arn("iot", $"cacert/{id}");

    private string Resource(Call call) => Arn(call.Input.Required("certificateId"));

    private Document Register(Call call)
    {
        var input = call.Input;
        var certificate = Read(input.Required("caCertificate"), "CA");
        RefusedIf(certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority != true,
            "The CA certificate is not that of a certificate authority: its basic constraints do not say so.");
        var id = CertificateAuthority.IdOf(certificate);
        var authority = new CaCertificate
        {
            Id = id,
            Arn = Arn(id),
            Number = registry.NextNumber(),
            Certificate = certificate,
            Created = registry.Now,
            Modified = registry.Now,
            Mode = input.Text("certificateMode") ?? "DEFAULT",
            Status = input.Flag("setAsActive") == true ? "ACTIVE" : "INACTIVE",
            RegistersDevices = input.Flag("allowAutoRegistration") == true,
            Template = TemplateOf(input, id),
        };
        Verify(authority, input.Text("verificationCertificate"));
        return registry.Authorities.TryAdd(id, authority)
            ? new Document { ["certificateArn"] = authority.Arn, ["certificateId"] = id }
            : throw IoTRefusal.Exists("CA certificate already exists.", id, authority.Arn);
    }

    private Document Describe(Call call)
    {
        var authority = Find(call);
        var description = Listed(authority);
        description["certificatePem"] = authority.Certificate.ExportCertificatePem() + "\n";
        description["ownedBy"] = account.Id;
        description["autoRegistrationStatus"] = authority.RegistersDevices ? "ENABLE" : "DISABLE";
        description["lastModifiedDate"] = authority.Modified;
        description["certificateMode"] = authority.Mode;
        description["validity"] = new Document
        {
            ["notBefore"] = new DateTimeOffset(authority.Certificate.NotBefore),
            ["notAfter"] = new DateTimeOffset(authority.Certificate.NotAfter),
        };
        return new Document
        {
            ["certificateDescription"] = description,
            ["registrationConfig"] = authority.Template is not { } template ? null
                : registry.Templates.GetValueOrDefault(template.Name) == template
                    ? new Document { ["templateName"] = template.Name }
                    : new Document { ["templateBody"] = template.Body, ["roleArn"] = template.RoleArn },
        };
    }

    private Document List(Call call) => IoTApi.PageByMarker(call, "certificates", registry.Authorities.Values, Listed);

    private void Update(Call call)
    {
        var (authority, input) = (Find(call), call.Input);
        var status = input.Text("newStatus") ?? authority.Status;
        InvalidInputException.ThrowIf(!Settable.Contains(status), $"A CA certificate cannot be set to '{status}'.");
        var template = input.Flag("removeAutoRegistration") == true ? null : TemplateOf(input, authority.Id) ?? authority.Template;
        authority.Status = status;
        authority.Template = template;
        authority.RegistersDevices = input.Text("newAutoRegistrationStatus") switch
        {
            "ENABLE" => true,
            "DISABLE" => false,
            null => authority.RegistersDevices,
            var other => throw new InvalidInputException($"Automatic registration cannot be set to '{other}'."),
        };
        authority.Modified = registry.Now;
    }

    private void Delete(Call call)
    {
        var authority = Find(call);
        IoTRefusal.ActiveIf(authority.IsActive, "CA certificate", authority.Id);
        registry.Authorities.TryRemove(authority.Id, out _);
    }

    private static Document Listed(CaCertificate authority) => new()
    {
        ["certificateArn"] = authority.Arn,
        ["certificateId"] = authority.Id,
        ["status"] = authority.Status,
        ["creationDate"] = authority.Created,
    };

    /// <summary>The template of a registration configuration: one by name, or a body with its role.</summary>
    private ProvisioningTemplate? TemplateOf(Document input, string authority)
    {
        if (input.Child("registrationConfig") is not { Count: > 0 } config)
        {
            return null;
        }

        if (config.Text("templateName") is { } name)
        {
            var known = registry.Template(name);
            return known.Type == ProvisioningTemplate.JustInTime ? known
                : throw new InvalidInputException(
                    $"The provisioning template {name} is not of the type {ProvisioningTemplate.JustInTime}.");
        }

        var role = config.Required("roleArn");
        return !trusts(role)
            ? throw new InvalidInputException($"The provisioning role {role} cannot be assumed by AWS IoT.")
            : new ProvisioningTemplate
            {
                Name = $"of the CA certificate {authority}",
                Type = ProvisioningTemplate.JustInTime,
                Arn = Arn(authority),
                Number = 0,
                Body = config.Required("templateBody"),
                RoleArn = role,
                Description = null,
                Enabled = true,
                Created = registry.Now,
                Modified = registry.Now,
            }.Parsed();
    }

    private void Verify(CaCertificate authority, string? verification)
    {
        if (authority.Mode == "SNI_ONLY")
        {
            InvalidInputException.ThrowIf(
                verification is not null, "The verification certificate must be empty if the certificate mode is SNI_ONLY.");
            return;
        }

        InvalidInputException.ThrowIf(verification is null, "The certificate mode DEFAULT needs a verification certificate.");
        using var certificate = Read(verification, "verification");
        RefusedIf(
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) != _code || !authority.Issued(certificate, registry.Now),
            "The verification certificate is not issued by the CA, or its common name is not the registration code.");
    }

    private static X509Certificate2 Read(string pem, string what)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw Refused($"The {what} certificate cannot be read: {exception.Message}");
        }
    }

    private static RefusedException Refused(string message) => new(400, "CertificateValidationException", message);

    private static void RefusedIf(bool isSo, string message) => RefusedException.ThrowIf(isSo, () => Refused(message));

    private CaCertificate Find(Call call) =>
        registry.Authorities.GetValueOrDefault(call.Input.Required("certificateId")) ?? throw IoTRefusal.NotFound();
}
