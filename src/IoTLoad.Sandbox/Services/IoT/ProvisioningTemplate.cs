using System.Security.Cryptography.X509Certificates;
using System.Text;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>
/// A template of fleet or just-in-time provisioning ("Provisioning templates", AWS IoT Developer Guide): which thing, certificate and
/// policies a device gets. What the sandbox does not do is refused when the template is created.
/// </summary>
internal sealed class ProvisioningTemplate : Registered
{
    /// <summary>Type of templates that devices with a claim certificate ask for.</summary>
    public const string Fleet = "FLEET_PROVISIONING";

    /// <summary>Type of templates that authorities name, for just-in-time provisioning.</summary>
    public const string JustInTime = "JITP";

    private const string CertificateId = "AWS::IoT::Certificate::Id";

    // What just-in-time provisioning takes from a certificate's subject, by object identifier ("Just-in-time provisioning").
    private static readonly Dictionary<string, string> SubjectParameters = new(StringComparer.Ordinal)
    {
        ["2.5.4.6"] = "AWS::IoT::Certificate::Country",
        ["2.5.4.10"] = "AWS::IoT::Certificate::Organization",
        ["2.5.4.11"] = "AWS::IoT::Certificate::OrganizationalUnit",
        ["2.5.4.46"] = "AWS::IoT::Certificate::DistinguishedNameQualifier",
        ["2.5.4.8"] = "AWS::IoT::Certificate::StateName",
        ["2.5.4.3"] = "AWS::IoT::Certificate::CommonName",
        ["2.5.4.5"] = "AWS::IoT::Certificate::SerialNumber",
    };

    public required string Name { get; init; }
    public string Type { get; init; } = Fleet;
    public required string Body { get; init; }
    public required string RoleArn { get; init; }
    public required string? Description { get; set; }
    public required bool Enabled { get; set; }

    private IReadOnlyList<(string Type, Document Properties)> Resources { get; set; } = [];
    private Document Parameters { get; set; } = [];
    private Document Configuration { get; set; } = [];

    /// <summary>Reads the body.</summary>
    /// <exception cref="InvalidInputException">It is no template, or has a part that the sandbox does not know.</exception>
    public ProvisioningTemplate Parsed()
    {
        var body = JsonCodec.Read(Encoding.UTF8.GetBytes(Body));
        Only(body, "The template", "Parameters", "Resources", "DeviceConfiguration");
        Parameters = body.Child("Parameters") ?? [];
        Configuration = body.Child("DeviceConfiguration") ?? [];
        Resources = [.. (body.Child("Resources") ?? []).Select(resource => Resource(resource.Key, resource.Value as Document ?? []))];
        InvalidInputException.ThrowIf(Resources.Count(resource => resource.Type == "AWS::IoT::Certificate") != 1,
            "A provisioning template has one resource of type AWS::IoT::Certificate.");
        var unknown = Parameters.Keys.Except(SubjectParameters.Values).FirstOrDefault(name => name != CertificateId);
        InvalidInputException.ThrowIf(Type == JustInTime && unknown is not null, $"Just-in-time provisioning has no parameter {unknown}; "
            + $"it has {string.Join(", ", SubjectParameters.Values)} and {CertificateId}.");

        // What a device would only find out.
        Resolve("", Parameters.Keys.ToDictionary(name => name, _ => "", StringComparer.Ordinal));
        return this;
    }

    /// <summary>What a device gets whose parameters are in the subject of its certificate.</summary>
    /// <param name="certificate">ID of its certificate.</param>
    /// <exception cref="InvalidInputException">The subject lacks a parameter.</exception>
    public ProvisionedDevice Resolve(string certificate, X500DistinguishedName subject)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in subject.EnumerateRelativeDistinguishedNames(reversed: false).Where(part => !part.HasMultipleElements))
        {
            if (SubjectParameters.TryGetValue(part.GetSingleElementType().Value ?? "", out var name) && Parameters.ContainsKey(name)
                && part.GetSingleElementValue() is { } value)
            {
                given[name] = value;
            }
        }

        return Resolve(certificate, given);
    }

    /// <summary>What a device gets.</summary>
    /// <param name="certificate">ID of its certificate.</param>
    /// <param name="given">The parameters of its request.</param>
    /// <exception cref="InvalidInputException">A parameter is missing, or not in the template.</exception>
    public ProvisionedDevice Resolve(string certificate, IReadOnlyDictionary<string, string> given)
    {
        var unknown = given.Keys.FirstOrDefault(name => !Parameters.ContainsKey(name));
        InvalidInputException.ThrowIf(unknown is not null, $"The template {Name} has no parameter {unknown}.");
        var device = new ProvisionedDevice { DeviceConfiguration = Values(Configuration, Text) };
        foreach (var (type, properties) in Resources)
        {
            switch (type)
            {
                case "AWS::IoT::Thing":
                    device = device with
                    {
                        ThingName = Optional(properties.GetValueOrDefault("ThingName")),
                        Attributes = Values(properties.Child("AttributePayload") ?? [], Text),
                    };
                    break;
                case "AWS::IoT::Policy":
                    device.Policies.Add((Optional(properties.GetValueOrDefault("PolicyName")),
                        Optional(properties.GetValueOrDefault("PolicyDocument"))));
                    break;
                default:
                    device = device with { Status = Text(properties.GetValueOrDefault("Status") ?? "ACTIVE").ToUpperInvariant() };
                    break;
            }
        }

        return device;

        string? Optional(object? value) => value is null ? null : Text(value);

        string Text(object? value) => value switch
        {
            string text => text,
            Document { Count: 1 } intrinsic when intrinsic.Text("Ref") is { } name =>
                name == CertificateId ? certificate
                : given.GetValueOrDefault(name) ?? Parameters.Child(name)?.Text("Default")
                    ?? throw new InvalidInputException($"The parameter {name} of the template {Name} is missing."),
            Document { Count: 1 } intrinsic when intrinsic.List("Fn::Join") is [string separator, IReadOnlyList<object?> parts] =>
                string.Join(separator, parts.Select(Text)),
            _ => throw new InvalidInputException($"The template {Name} has a value that is neither a text, Ref nor Fn::Join."),
        };
    }

    private static Dictionary<string, string> Values(Document document, Func<object?, string> text) =>
        document.ToDictionary(each => each.Key, each => text(each.Value), StringComparer.Ordinal);

    private static (string, Document) Resource(string name, Document resource)
    {
        Only(resource, $"The resource {name}", "Type", "Properties");
        var type = resource.Text("Type") ?? "";
        var properties = resource.Child("Properties") ?? [];
        string[] known = type switch
        {
            "AWS::IoT::Thing" => ["ThingName", "AttributePayload"],
            "AWS::IoT::Certificate" => ["CertificateId", "Status"],
            "AWS::IoT::Policy" => ["PolicyName", "PolicyDocument"],
            _ => throw new InvalidInputException($"The resource {name} has the type '{type}', which templates do not have."),
        };
        Only(properties, $"The resource {name}", known);
        return (type, properties);
    }

    private static void Only(Document document, string what, params string[] known)
    {
        var other = document.Keys.Except(known).FirstOrDefault();
        InvalidInputException.ThrowIf(other is not null,
            $"{what} has {other}, which the sandbox does not support; it knows {string.Join(", ", known)}.");
    }
}

/// <summary>What a template makes of a device's request.</summary>
internal sealed record ProvisionedDevice
{
    /// <summary>Name of its thing; null if the template has none.</summary>
    public string? ThingName { get; init; }

    public Dictionary<string, string> Attributes { get; init; } = [];

    /// <summary>Status of its certificate.</summary>
    public string Status { get; init; } = "ACTIVE";

    /// <summary>Its policies: names, documents, or both.</summary>
    public List<(string? Name, string? Document)> Policies { get; } = [];

    public Dictionary<string, string> DeviceConfiguration { get; init; } = [];
}
