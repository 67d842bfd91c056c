using Amazon.IoT.Model;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Devices;

/// <summary>
/// Makes a fleet, or what is missing of it. The steps of a device are in such an order that a thing exists only once its
/// certificate has its policy and its key is on disk; so what a rerun finds done need not be looked into again.
/// </summary>
internal sealed class FleetMaker(ControlPlane plane, FleetFolder folder, FleetRequest request, IProgress<FleetProgress>? progress)
{
    private const int Parallel = 16;

    private readonly string _policy = FleetNames.PolicyOf(request.NamePrefix);
    private readonly Lock _gate = new();
    private readonly List<LoadDevice> _devices = [];
    private readonly List<LoadException> _faults = [];
    private Dictionary<string, FleetThing> _things = [];
    private FleetCertificate? _shared;
    private bool _policyStands;

    // Somebody deleted the one that the fleet had: devices that exist need the new one as well.
    private bool _policyIsNew;

    /// <summary>Makes what is missing. What stops the work is the last fault.</summary>
    public async Task<FleetOutcome> RunAsync(CancellationToken cancellation)
    {
        var names = Enumerable.Range(0, request.Count).Select(index => FleetNames.ThingOf(request.NamePrefix, index));
        try
        {
            await CheckFolderAsync(cancellation);
            _things = (await new FleetReader(plane).ListAsync(request.NamePrefix, cancellation))
                .ToDictionary(thing => thing.Name, StringComparer.Ordinal);
            await DropHalfMadeAsync(cancellation);

            // The first alone: what all share, the policy and perhaps the certificate, is made on the way.
            var left = new Queue<string>(names);
            while (left.Count > 0 && !_policyStands)
            {
                await MakeOrKeepFaultAsync(left.Dequeue(), cancellation);
            }

            await System.Threading.Tasks.Parallel.ForEachAsync(
                left, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
                async (name, stop) => await MakeOrKeepFaultAsync(name, stop));
        }
        catch (LoadException e)
        {
            _faults.Add(e);
        }

        return new FleetOutcome([.. _devices.OrderBy(device => FleetNames.IndexOf(device.Name))], _faults);
    }

    // The journal of another account or region would lead to certificates that do not exist here.
    private async Task CheckFolderAsync(CancellationToken cancellation)
    {
        if (folder.Certificates is not [var first, ..])
        {
            return;
        }

        var found = await plane.FindAsync(first.Arn,
            iot => iot.DescribeCertificateAsync(new() { CertificateId = first.Id }, cancellation), cancellation);
        if (found?.CertificateDescription?.CertificateArn != first.Arn)
        {
            throw new LoadException(
                "DeviceFolderOfOthers", LoadErrorKind.InvalidState,
                $"The certificate {first.Arn}, whose key is in '{folder.Path}', does not exist in this account and region.",
                "Use the account and region that the devices were made in, or another -OutputFolder; if the certificate was "
                    + "deleted elsewhere, delete its files, and its line in the journal.", folder.Path);
        }
    }

    // A certificate without its key is of no use to anybody; where a thing has it, that thing says so in its turn.
    private async Task DropHalfMadeAsync(CancellationToken cancellation)
    {
        var remover = new CertificateRemover(plane, _policy);
        var used = _things.Values.Select(thing => thing.CertificateId).ToHashSet();
        foreach (var certificate in folder.Certificates.Where(each => !folder.IsWhole(each) && !used.Contains(each.Id)))
        {
            await remover.RemoveAsync(certificate.Arn, cancellation);
            folder.Remove(certificate);
        }

        _shared = folder.Certificates.FirstOrDefault(each => each.Device is null && folder.IsWhole(each));
    }

    private async Task MakeOrKeepFaultAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var device = await MakeAsync(name, cancellation);
            lock (_gate)
            {
                _devices.Add(device);
            }
        }
        catch (LoadException e) when (e.ErrorId is "DeviceNameTaken" or "DeviceKeyMissing")
        {
            lock (_gate)
            {
                _faults.Add(e);
            }
        }

        lock (_gate)
        {
            progress?.Report(new FleetProgress("Making devices", _devices.Count + _faults.Count, request.Count));
        }
    }

    private async Task<LoadDevice> MakeAsync(string name, CancellationToken cancellation)
    {
        var thing = _things.GetValueOrDefault(name) ?? await FindThingAsync(name, cancellation);
        var certificate = thing is null ? await CertificateForAsync(name, cancellation) : CertificateOf(thing);
        await EnsurePolicyAsync(certificate.Arn, cancellation);
        if (_policyIsNew && thing is not null)
        {
            await AttachPolicyAsync(certificate, cancellation);
        }

        thing ??= await CreateThingAsync(name, certificate, cancellation);
        await plane.CallAsync(thing.Arn,
            iot => iot.AttachThingPrincipalAsync(new() { ThingName = name, Principal = certificate.Arn }, cancellation), cancellation);
        return DeviceFleet.Describe(thing, plane.Region, folder);
    }

    private async Task<FleetThing?> FindThingAsync(string name, CancellationToken cancellation)
    {
        var thing = await plane.FindAsync(name, iot => iot.DescribeThingAsync(new() { ThingName = name }, cancellation), cancellation);
        if (thing is null)
        {
            return null;
        }

        var ours = FleetThing.Of(thing.ThingName, thing.ThingArn, thing.Attributes);
        return ours?.Fleet == request.NamePrefix ? ours : throw new LoadException(
            "DeviceNameTaken", LoadErrorKind.InvalidState, $"There already is a thing '{name}', which is not of this fleet.",
            "Choose another -NamePrefix.", name);
    }

    private FleetCertificate CertificateOf(FleetThing thing) =>
        folder.Find(thing.CertificateId) is { } certificate && folder.IsWhole(certificate) ? certificate : throw LoadException.NotFound(
            "DeviceKeyMissing",
            $"The device '{thing.Name}' exists, but its private key is not in '{folder.Path}', and AWS IoT Core gives a key out only once.",
            "Give the -OutputFolder that it was made with, or remove the device with Remove-IoTLoadDevice and make it anew.",
            thing.Name);

    private async Task<FleetCertificate> CertificateForAsync(string name, CancellationToken cancellation)
    {
        if (request.SharedCertificate && _shared is not null)
        {
            return _shared;
        }

        var kept = request.SharedCertificate ? null : folder.Certificates.FirstOrDefault(each => each.Device == name);
        var certificate = kept ?? await CreateCertificateAsync(request.SharedCertificate ? null : name, cancellation);
        await EnsurePolicyAsync(certificate.Arn, cancellation);
        await AttachPolicyAsync(certificate, cancellation);
        _shared = request.SharedCertificate ? certificate : _shared;
        return certificate;
    }

    private async Task AttachPolicyAsync(FleetCertificate certificate, CancellationToken cancellation) =>
        await plane.CallAsync(certificate.Arn,
            iot => iot.AttachPolicyAsync(new() { PolicyName = _policy, Target = certificate.Arn }, cancellation), cancellation);

    private async Task<FleetCertificate> CreateCertificateAsync(string? device, CancellationToken cancellation)
    {
        // The answer holds the only copy of the key: it is waited for also when the work is being stopped.
        cancellation.ThrowIfCancellationRequested();
        var made = await plane.CallAsync(null,
            iot => iot.CreateKeysAndCertificateAsync(new() { SetAsActive = true }, CancellationToken.None), cancellation);
        var certificate = new FleetCertificate { Device = device, Id = made.CertificateId!, Arn = made.CertificateArn! };
        folder.Add(certificate, made.CertificatePem!, made.KeyPair!.PrivateKey!);
        return certificate;
    }

    private async Task EnsurePolicyAsync(string certificateArn, CancellationToken cancellation)
    {
        if (_policyStands)
        {
            return;
        }

        var wanted = FleetPolicy.Of(request, certificateArn);
        var found = await plane.FindAsync(_policy, iot => iot.GetPolicyAsync(new() { PolicyName = _policy }, cancellation), cancellation);
        if (found is null)
        {
            await plane.CallAsync(_policy,
                iot => iot.CreatePolicyAsync(new() { PolicyName = _policy, PolicyDocument = wanted.ToJson(), Tags = Tags() }, cancellation),
                cancellation);
            _policyIsNew = true;
        }
        else if (FleetPolicy.Read(found.PolicyDocument) != wanted)
        {
            throw new LoadException(
                "DevicePolicyDiffers", LoadErrorKind.InvalidState,
                $"The policy '{_policy}' exists and allows something else than what is asked for.",
                "Use the -TopicPrefix, -ClientIdPrefix and -AllowRetain that the fleet was made with, or another -NamePrefix.", _policy);
        }

        _policyStands = true;
    }

    private async Task<FleetThing> CreateThingAsync(string name, FleetCertificate certificate, CancellationToken cancellation)
    {
        var made = await plane.CallAsync(name, iot => iot.CreateThingAsync(new()
        {
            ThingName = name,
            AttributePayload = new() { Attributes = FleetNames.Attributes(request.NamePrefix, certificate.Id) },
        }, cancellation), cancellation);
        return new FleetThing(name, made.ThingArn!, request.NamePrefix, certificate.Id);
    }

    private List<Tag> Tags() =>
    [
        new() { Key = FleetNames.MadeByAttribute, Value = FleetNames.MadeBy },
        new() { Key = FleetNames.FleetAttribute, Value = request.NamePrefix },
    ];
}
