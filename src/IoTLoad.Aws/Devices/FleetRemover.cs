using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>
/// Removes devices with all that was made for them: things first, then certificates that no thing has any more, then the policy.
/// </summary>
internal sealed class FleetRemover(ControlPlane plane, FleetFolder folder, FleetSelection selection, IProgress<FleetProgress>? progress)
{
    private const int Parallel = 16;

    private readonly string _policy = FleetNames.PolicyOf(selection.NamePrefix);
    private readonly Lock _gate = new();
    private readonly List<LoadDevice> _removed = [];
    private readonly List<LoadException> _faults = [];
    private int _done;
    private int _total;

    /// <summary>Removes what can be removed; what cannot is in the faults.</summary>
    public async Task<FleetOutcome> RunAsync(CancellationToken cancellation)
    {
        try
        {
            var certificates = selection.Orphans.ToDictionary(certificate => certificate.Id, certificate => certificate.Arn,
                StringComparer.Ordinal);
            _total = selection.Things.Count;
            await ForEachAsync("Removing things", selection.Things, RemoveThingAsync, cancellation);

            // A certificate goes when the last thing that has it has gone.
            var gone = _removed.Select(device => device.Name).ToHashSet(StringComparer.Ordinal);
            var used = selection.Others.Concat(selection.Things.Where(thing => !gone.Contains(thing.Name)))
                .Select(thing => thing.CertificateId).ToHashSet();
            foreach (var thing in selection.Things.Where(thing => thing.CertificateId is not null && !used.Contains(thing.CertificateId)))
            {
                certificates[thing.CertificateId!] = thing.CertificateArn!;
            }

            _total += certificates.Count;
            await ForEachAsync("Removing certificates", certificates, RemoveCertificateAsync, cancellation);
            if (selection.Policy && _faults.Count == 0)
            {
                await CertificateRemover.PersistAsync(
                    () => plane.FindAsync("DeletePolicy", _policy,
                        iot => iot.DeletePolicyAsync(new() { PolicyName = _policy }, cancellation), cancellation),
                    cancellation);
            }
        }
        catch (LoadException e)
        {
            _faults.Add(e);
        }

        return new FleetOutcome(_removed, _faults);
    }

    private async Task ForEachAsync<T>(string step, IEnumerable<T> all, Func<T, CancellationToken, Task> remove,
        CancellationToken cancellation) =>
        await System.Threading.Tasks.Parallel.ForEachAsync(
            all, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation }, async (each, stop) =>
            {
                try
                {
                    await remove(each, stop);
                }
                catch (LoadException e) when (e.Kind is LoadErrorKind.InvalidInput or LoadErrorKind.InvalidState or LoadErrorKind.NotFound)
                {
                    // About this one only; anything else would be the same for all.
                    lock (_gate)
                    {
                        _faults.Add(e);
                    }
                }

                lock (_gate)
                {
                    progress?.Report(new FleetProgress(step, ++_done, _total));
                }
            });

    private async Task RemoveThingAsync(FleetThing thing, CancellationToken cancellation)
    {
        if (thing.CertificateArn is { } certificate)
        {
            await plane.FindAsync(
                "DetachThingPrincipal", thing.Arn,
                iot => iot.DetachThingPrincipalAsync(new() { ThingName = thing.Name, Principal = certificate }, cancellation),
                cancellation);
        }

        var device = DeviceFleet.Describe(thing, plane.Region, folder);
        await CertificateRemover.PersistAsync(
            () => plane.FindAsync("DeleteThing", thing.Arn, iot => iot.DeleteThingAsync(new() { ThingName = thing.Name }, cancellation),
                cancellation), cancellation);
        lock (_gate)
        {
            _removed.Add(device);
        }
    }

    private async Task RemoveCertificateAsync(KeyValuePair<string, string> certificate, CancellationToken cancellation)
    {
        var existed = await new CertificateRemover(plane, _policy).RemoveAsync(certificate.Value, cancellation);
        if (folder.Find(certificate.Key) is not { } kept)
        {
            return;
        }

        // Of a certificate that no thing names, only the journal says that it should be here: with another account's credentials
        // it is not, and its key must stay.
        if (!existed && selection.Orphans.Contains(kept))
        {
            throw new LoadException(
                "DeviceCertificateGone", LoadErrorKind.NotFound,
                $"The certificate {kept.Arn}, whose key is in '{folder.Path}', does not exist in this account and region.",
                "Use the account and region that the devices were made in. If the certificate was deleted elsewhere, "
                    + "delete its files, and its line in the journal.",
                kept.Arn);
        }

        folder.Remove(kept);
    }
}
