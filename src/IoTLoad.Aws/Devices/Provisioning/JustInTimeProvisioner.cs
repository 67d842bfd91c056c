using System.Diagnostics;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Devices.Provisioning;

/// <summary>
/// Just-in-time registration and provisioning. A device connects with a certificate that IoT Core does not know but whose authority it
/// does; IoT Core registers the certificate and ends the connection; the device tries again until the certificate has been activated.
/// </summary>
/// <param name="place">Where it is done.</param>
/// <param name="request">The devices.</param>
/// <param name="issuer">Issues the certificates; it belongs to the caller.</param>
/// <param name="template">Name of the authority's template; null if it has none by name.</param>
internal sealed class JustInTimeProvisioner(
    ProvisioningPlace place, JustInTimeRequest request, DeviceIssuer issuer, string? template) : FleetProvisioner(
    place, request, [ProvisioningStep.FirstConnect, ProvisioningStep.Activation, ProvisioningStep.Reconnect])
{
    private readonly TextTemplate _subject = TextTemplate.Parse(request.Subject, "-Subject", TemplateScope.Connection);
    private readonly List<FleetCertificate> _identities = new(request.Count);

    protected override string? ThingArnOf(string device) => null;

    protected override ProvisioningResult Complete(ProvisioningResult result) =>
        result with { Template = template, CaCertificateId = issuer.Id };

    /// <summary>Issues all certificates first: making keys must neither delay devices nor count as theirs.</summary>
    protected override async Task PrepareAsync(CancellationToken stop)
    {
        try
        {
            await Task.Run(() => Issue(stop), stop);
        }
        catch (LoadException)
        {
            Forget(0);
            throw;
        }
    }

    private void Issue(CancellationToken stop)
    {
        for (var number = 0; number < request.Count; number++)
        {
            stop.ThrowIfCancellationRequested();
            var name = FleetNames.ThingOf(request.NamePrefix, number);
            var (id, certificate, key) = issuer.Issue(_subject.Format(ContextOf(number, name)));
            var kept = new FleetCertificate { Device = name, Id = id, Arn = $"{Place.ArnPrefix}:cert/{id}" };
            Place.Folder.Add(kept, certificate, key);
            _identities.Add(kept);
            Place.Progress?.Report(new FleetProgress("Issuing certificates", number + 1, request.Count));
        }
    }

    protected override void Forget(int first)
    {
        foreach (var certificate in _identities.Skip(first))
        {
            Place.Folder.Remove(certificate);
        }
    }

    protected override async Task<FleetCertificate> ProvisionAsync(Course course)
    {
        var kept = _identities[course.Number];
        using var connection = new ProvisioningConnection(Place.Endpoint, Place.IdentityOf(kept, request.CaFile));
        ProvisioningFault? last = null;
        var began = 0L;
        try
        {
            await MeasureAsync(course, ProvisioningStep.FirstConnect, async limit => last = await TryAsync(connection, kept, limit));
        }
        catch (ProvisioningFault fault) when (fault.Reason != "Timeout")
        {
            // It did not come to the certificate, which IoT Core cannot have registered.
            Place.Folder.Remove(kept);
            throw;
        }

        var dropped = began = Stopwatch.GetTimestamp();
        try
        {
            await LimitAsync(course, ProvisioningStep.Activation, async limit =>
            {
                while (last is not null)
                {
                    await Task.Delay(request.RetryInterval, limit);
                    began = Stopwatch.GetTimestamp();
                    last = await TryAsync(connection, kept, limit, retry: true);
                }
            });
        }
        catch (ProvisioningFault fault) when (fault.Reason == "Timeout" && last is not null)
        {
            throw new ProvisioningFault(
                last.Reason, $"Within {DurationText.Format(request.Timeout)} of its first connection it was not accepted: {last.Message}");
        }

        var accepted = Stopwatch.GetTimestamp();
        Pass(course, ProvisioningStep.Activation, dropped, began);
        Pass(course, ProvisioningStep.Reconnect, began, accepted);
        await connection.LeaveAsync();
        return kept;
    }

    /// <summary>
    /// Tries to connect. The first time, the only fault to be expected is that the connection ends. Later, any fault may pass: whatever
    /// activates certificates may attach the policy after that.
    /// </summary>
    /// <returns>Why it was not accepted; null if it was.</returns>
    private async Task<ProvisioningFault?> TryAsync(
        ProvisioningConnection connection, FleetCertificate certificate, CancellationToken limit, bool retry = false)
    {
        try
        {
            await ConnectAsync(connection, certificate.Device!, limit);
            return null;
        }
        catch (ProvisioningFault fault) when (retry || fault.IsDropped)
        {
            return fault;
        }
    }
}
