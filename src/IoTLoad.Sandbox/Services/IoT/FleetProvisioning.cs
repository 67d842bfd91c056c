using System.Collections.Concurrent;
using System.Security.Cryptography;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.IoT;

/// <summary>
/// Fleet provisioning over MQTT, JSON ("Device provisioning MQTT API", AWS IoT Developer Guide): CreateKeysAndCertificate, and
/// RegisterThing. AWS does not list the error codes; those of the control plane's operations stand in for them.
/// </summary>
internal sealed class FleetProvisioning(DeviceRegistry registry, TimeProvider clock)
{
    private const string CreateTopic = "$aws/certificates/create/json";
    private const string TemplatePrefix = "$aws/provisioning-templates/";
    private const string ProvisionSuffix = "/provision/json";

    /// <summary>"The certificateOwnershipToken … expires after one hour", and the certificate with it.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, (DeviceRegistration Certificate, DateTimeOffset Expires)> _tokens =
        new(StringComparer.Ordinal);

    /// <summary>Whether a request goes to a topic.</summary>
    public static bool Serves(string topic) => topic == CreateTopic || TemplateOf(topic) is not null;

    /// <returns>The topic and the payload of the response to a request.</returns>
    public (string Topic, byte[] Payload) Answer(string topic, ReadOnlyMemory<byte> payload)
    {
        try
        {
            var input = JsonCodec.Read(payload);
            var answer = TemplateOf(topic) is { } template ? RegisterThing(template, input) : CreateKeysAndCertificate();
            return ($"{topic}/accepted", JsonCodec.Write(answer));
        }
        catch (Exception exception) when (exception is RefusedException or InvalidInputException)
        {
            var refusal = exception as RefusedException;
            return ($"{topic}/rejected", JsonCodec.Write(new Document
            {
                ["statusCode"] = (long)(refusal?.Status ?? 400),
                ["errorCode"] = refusal?.Code ?? "InvalidRequestException",
                ["errorMessage"] = exception.Message,
            }));
        }
    }

    private static string? TemplateOf(string topic) =>
        topic.StartsWith(TemplatePrefix, StringComparison.Ordinal) && topic.EndsWith(ProvisionSuffix, StringComparison.Ordinal)
            && topic.Length > TemplatePrefix.Length + ProvisionSuffix.Length
            ? topic[TemplatePrefix.Length..^ProvisionSuffix.Length] : null;

    private Document CreateKeysAndCertificate()
    {
        DropExpired();
        var (registration, made) = registry.Register(active: false);
        registration.Status = "PENDING_ACTIVATION";
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokens[token] = (registration, clock.GetUtcNow() + TokenLifetime);
        return new Document
        {
            ["certificateId"] = registration.Id,
            ["certificatePem"] = registration.Pem,
            ["privateKey"] = made.PrivateKeyPem,
            ["certificateOwnershipToken"] = token,
        };
    }

    private Document RegisterThing(string name, Document input)
    {
        DropExpired();
        var template = registry.Template(name);
        InvalidInputException.ThrowIf(template.Type != ProvisioningTemplate.Fleet,
            $"The provisioning template {name} is for just-in-time provisioning.");
        InvalidInputException.ThrowIf(!template.Enabled, $"The provisioning template {name} is not enabled.");
        var token = input.Required("certificateOwnershipToken");
        InvalidInputException.ThrowIf(!_tokens.TryGetValue(token, out var owned),
            "The certificate ownership token is not known, has been used, or has expired.");
        var device = template.Resolve(owned.Certificate.Id, input.Map("parameters"));
        lock (registry.Gate)
        {
            registry.Provision(owned.Certificate, device);
            _tokens.TryRemove(token, out _);
        }

        return new Document { ["deviceConfiguration"] = Document.Of(device.DeviceConfiguration), ["thingName"] = device.ThingName };
    }

    private void DropExpired()
    {
        var now = clock.GetUtcNow();
        foreach (var (token, owned) in _tokens.Where(each => each.Value.Expires <= now))
        {
            if (_tokens.TryRemove(token, out _))
            {
                registry.Certificates.TryRemove(owned.Certificate.Id, out _);
            }
        }
    }
}
