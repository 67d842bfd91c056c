using Amazon.IoT;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>
/// A removal that has been looked up, and can be carried out: of devices with all that was made for them. Things go first, then
/// certificates that no thing has any more, then the policy.
/// </summary>
public sealed class FleetRemoval
{
    private const int Parallel = 16;

    private readonly ControlPlane _plane;
    private readonly FleetFolder _folder;
    private readonly FleetSelection _selection;
    private readonly string _policy;
    private readonly Lock _gate = new();
    private readonly List<LoadDevice> _removed = [];
    private readonly List<LoadException> _faults = [];
    private int _done;
    private int _total;

    internal FleetRemoval(ControlPlane plane, FleetFolder folder, FleetSelection selection)
    {
        _plane = plane;
        _folder = folder;
        _selection = selection;
        _policy = FleetNames.PolicyOf(selection.NamePrefix);
    }

    /// <summary>Number of things that it removes.</summary>
    public int Things => _selection.Things.Count;

    /// <summary>Number of certificates without a thing that it removes besides: left over from work that was stopped.</summary>
    public int Orphans => _selection.Orphans.Count;

    /// <summary>Whether it removes the fleet's policy.</summary>
    public bool Policy => _selection.Policy;

    /// <summary>Carries it out, once. The fleet's policy goes with its last device.</summary>
    /// <param name="progress">Told of each thing and certificate.</param>
    /// <param name="cancellation">Stops between two steps; a rerun goes on from there.</param>
    /// <returns>The devices that were removed, and what could not be removed.</returns>
    public async Task<FleetOutcome> RunAsync(IProgress<FleetProgress>? progress, CancellationToken cancellation)
    {
        _plane.Progress = progress;
        try
        {
            var certificates = _selection.Orphans.ToDictionary(certificate => certificate.Id, certificate => certificate.Arn,
                StringComparer.Ordinal);
            _total = _selection.Things.Count;
            await ForEachAsync("Removing things", _selection.Things, RemoveThingAsync, cancellation);

            // A certificate goes when the last thing that has it has gone.
            var gone = _removed.Select(device => device.Name).ToHashSet(StringComparer.Ordinal);
            var used = _selection.Others.Concat(_selection.Things.Where(thing => !gone.Contains(thing.Name)))
                .Select(thing => thing.CertificateId).ToHashSet();
            foreach (var thing in _selection.Things.Where(thing => thing.CertificateId is not null && !used.Contains(thing.CertificateId)))
            {
                certificates[thing.CertificateId!] = thing.CertificateArn!;
            }

            _total += certificates.Count;
            await ForEachAsync("Removing certificates", certificates, RemoveCertificateAsync, cancellation);
            if (_selection.Policy && _faults.Count == 0)
            {
                await CertificateRemover.PersistAsync(() => _plane.FindAsync(_policy,
                    iot => iot.DeletePolicyAsync(new() { PolicyName = _policy }, cancellation), cancellation), cancellation);
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
                    _plane.Progress?.Report(new FleetProgress(step, ++_done, _total));
                }
            });

    private async Task RemoveThingAsync(FleetThing thing, CancellationToken cancellation)
    {
        if (thing.CertificateArn is { } certificate)
        {
            await _plane.FindAsync(thing.Arn,
                iot => iot.DetachThingPrincipalAsync(new() { ThingName = thing.Name, Principal = certificate }, cancellation),
                cancellation);
        }

        var device = DeviceFleet.Describe(thing, _plane.Region, _folder);
        await CertificateRemover.PersistAsync(() => _plane.FindAsync(thing.Arn,
            iot => iot.DeleteThingAsync(new() { ThingName = thing.Name }, cancellation), cancellation), cancellation);
        lock (_gate)
        {
            _removed.Add(device);
        }
    }

    private async Task RemoveCertificateAsync(KeyValuePair<string, string> certificate, CancellationToken cancellation)
    {
        var existed = await new CertificateRemover(_plane, _policy).RemoveAsync(certificate.Value, cancellation);
        if (_folder.Find(certificate.Key) is not { } kept)
        {
            return;
        }

        // Of a certificate that no thing names, only the journal says that it should be here: with another account's credentials
        // it is not, and its key must stay.
        if (!existed && _selection.Orphans.Contains(kept))
        {
            throw LoadException.NotFound(
                "DeviceCertificateGone",
                $"The certificate {kept.Arn}, whose key is in '{_folder.Path}', does not exist in this account and region.",
                "Use the account and region that the devices were made in. If the certificate was deleted elsewhere, "
                    + "delete its files, and its line in the journal.", kept.Arn);
        }

        _folder.Remove(kept);
    }
}

/// <summary>What of a fleet is to be removed, and what stays.</summary>
/// <param name="NamePrefix">The fleet's name prefix.</param>
/// <param name="Things">The things to remove.</param>
/// <param name="Others">The things that stay.</param>
/// <param name="Orphans">Certificates of the journal that no thing has, to remove as well.</param>
/// <param name="Policy">Whether to remove the fleet's policy.</param>
internal sealed record FleetSelection(
    string NamePrefix, IReadOnlyList<FleetThing> Things, IReadOnlyList<FleetThing> Others, IReadOnlyList<FleetCertificate> Orphans,
    bool Policy);

/// <summary>Takes certificates apart: detached from the fleet's policy, deactivated, deleted. What has gone already is no fault.</summary>
/// <param name="plane">The control plane.</param>
/// <param name="policy">Name of the fleet's policy.</param>
internal sealed class CertificateRemover(ControlPlane plane, string policy)
{
    /// <summary>What was detached may count as attached for a few seconds more.</summary>
    private static readonly TimeSpan[] Waits = [.. new[] { 0.5, 1, 2, 4, 8 }.Select(TimeSpan.FromSeconds)];

    /// <summary>Deletes a certificate.</summary>
    /// <param name="arn">Its ARN.</param>
    /// <param name="cancellation">Ends the work between two steps.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="LoadException">What IoT Core refused, such as where something else is still attached.</exception>
    public async Task<bool> RemoveAsync(string arn, CancellationToken cancellation)
    {
        var id = arn[(arn.LastIndexOf('/') + 1)..];
        await plane.FindAsync(arn, iot => iot.DetachPolicyAsync(new() { PolicyName = policy, Target = arn }, cancellation), cancellation);
        var found = await plane.FindAsync(arn,
            iot => iot.UpdateCertificateAsync(new() { CertificateId = id, NewStatus = CertificateStatus.INACTIVE }, cancellation),
            cancellation);
        if (found is null)
        {
            return false;
        }

        await PersistAsync(() => plane.FindAsync(arn,
            iot => iot.DeleteCertificateAsync(new() { CertificateId = id }, cancellation), cancellation), cancellation);
        return true;
    }

    /// <summary>Repeats a deletion that is refused because of what has just been detached.</summary>
    public static async Task PersistAsync(Func<Task> deletion, CancellationToken cancellation)
    {
        foreach (var wait in Waits)
        {
            try
            {
                await deletion();
                return;
            }
            catch (LoadException e) when (e.ErrorId is "AwsConflict" or "AwsInvalidRequest")
            {
                await Task.Delay(wait, cancellation);
            }
        }

        await deletion();
    }
}
