using System.Buffers;
using System.Text.Json;
using IoTLoad.Engine.Payload;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>
/// Fleet provisioning by claim. One after the other, a device connects with the claim certificate, asks for a certificate, registers its
/// thing by the template, and connects again as that thing.
/// </summary>
internal sealed class ClaimProvisioner(ProvisioningPlace place, ClaimRequest request) : FleetProvisioner(
    place, request,
    [ProvisioningStep.ClaimConnect, ProvisioningStep.CreateKeys, ProvisioningStep.RegisterThing, ProvisioningStep.Reconnect])
{
    private readonly string[] _topics =
        [ProvisioningConnection.CreateTopic, ProvisioningConnection.ProvisionTopic(request.Template)];

    private readonly IReadOnlyList<(string Name, TextTemplate Value)> _parameters =
    [
        .. request.Parameters.Select(each =>
            (each.Key, TextTemplate.Parse(each.Value, $"-Parameter {each.Key}", TemplateScope.Connection))),
    ];

    protected override string? ThingArnOf(string device) => $"{Place.ArnPrefix}:thing/{device}";

    protected override ProvisioningResult Complete(ProvisioningResult result) => result with { Template = request.Template };

    protected override async Task<FleetCertificate> ProvisionAsync(Course course)
    {
        var name = FleetNames.ThingOf(request.NamePrefix, course.Number);
        using var claim = new ProvisioningConnection(Place.Endpoint, request.Claim);
        await MeasureAsync(course, ProvisioningStep.ClaimConnect, async limit =>
        {
            // A client ID may connect once a second, and the device is to come back as its thing.
            await ConnectAsync(claim, $"{name}-claim", limit);
            await claim.SubscribeAsync(_topics, limit);
        });

        var (id, certificate, key, token) = ("", "", "", "");
        await MeasureAsync(course, ProvisioningStep.CreateKeys, async limit =>
        {
            var keys = await claim.AskAsync(_topics[0], "{}"u8.ToArray(), limit);
            (id, certificate) = (Member(keys, "certificateId"), Member(keys, "certificatePem"));
            (key, token) = (Member(keys, "privateKey"), Member(keys, "certificateOwnershipToken"));
        });

        await MeasureAsync(course, ProvisioningStep.RegisterThing, async limit =>
        {
            var thing = await claim.AskAsync(_topics[1], Registration(ContextOf(course.Number, name), token), limit);
            name = ProvisioningConnection.Text(thing, "thingName") ?? name;
        });
        await claim.LeaveAsync();

        course.Step = ProvisioningStep.Reconnect;
        var kept = new FleetCertificate { Device = name, Id = id, Arn = $"{Place.ArnPrefix}:cert/{id}" };
        Place.Folder.Add(kept, certificate, key);
        using var own = new ProvisioningConnection(Place.Endpoint, Place.IdentityOf(kept, request.Claim.CaFile));
        await MeasureAsync(course, ProvisioningStep.Reconnect, limit => ConnectAsync(own, name, limit));
        await own.LeaveAsync();
        return kept;
    }

    private byte[] Registration(in MessageContext context, string token)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("certificateOwnershipToken", token);
        json.WriteStartObject("parameters");
        foreach (var (parameter, value) in _parameters)
        {
            json.WriteString(parameter, value.Format(context));
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Member(JsonElement answer, string name) => ProvisioningConnection.Text(answer, name)
        ?? throw new ProvisioningFault("ResponseInvalid", $"The response has no {name}.");
}
