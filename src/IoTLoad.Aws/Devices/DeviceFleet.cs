using Amazon.IoT;
using Amazon.IoT.Model;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Devices.Provisioning;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.Aws.Devices;

/// <summary>
/// Devices in AWS IoT Core: things, certificates and one policy a fleet, which is all devices of a name prefix. Everything made
/// is marked, so that it can be found again from any machine, and removed without touching anything else.
/// </summary>
public sealed class DeviceFleet : IDisposable
{
    private readonly ControlPlane _plane;
    private readonly string _root;
    private readonly string? _folder;

    private DeviceFleet(ControlPlane plane, string root, string? folder)
    {
        _plane = plane;
        _root = root;
        _folder = folder;
    }

    /// <summary>Finds credentials and region.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="root">Folder that has a folder for each region and fleet, with keys and certificates.</param>
    /// <param name="folder">The folder with keys and certificates, in place of that; null for none.</param>
    /// <param name="requestRate">Requests a second for each operation; null keeps to AWS's default quotas.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="LoadException">What <see cref="AwsConnection"/> finds wrong.</exception>
    public static async Task<DeviceFleet> OpenAsync(
        AwsConnection connection, string root, string? folder, double? requestRate, CancellationToken cancellation) =>
        new(await ControlPlane.OpenAsync(connection, requestRate, cancellation), root, folder);

    /// <summary>Makes the devices that are missing; those that exist stay as they are.</summary>
    /// <param name="request">The devices that there should be.</param>
    /// <param name="progress">Told of each device.</param>
    /// <param name="cancellation">Stops between two steps of a device; a rerun goes on from there.</param>
    /// <exception cref="LoadException">InvalidNamePrefix and the like, DeviceFilesDamaged; everything later is in the outcome.</exception>
    public async Task<FleetOutcome> MakeAsync(FleetRequest request, IProgress<FleetProgress>? progress, CancellationToken cancellation)
    {
        FleetNames.Check(request);
        _plane.Progress = progress;
        return await new FleetMaker(_plane, FolderOf(request.NamePrefix), request, progress).RunAsync(cancellation);
    }

    /// <summary>
    /// Provisions devices as they do it themselves over MQTT: by claim, or just in time, where they connect with certificates of a
    /// registered authority until IoT Core takes them. Their keys and certificates are kept in the folder.
    /// </summary>
    /// <param name="request">The devices.</param>
    /// <param name="endpoint">The account's endpoint for MQTT with certificates.</param>
    /// <param name="progress">Told of each device.</param>
    /// <param name="stop">Lets no more devices begin.</param>
    /// <exception cref="LoadException">Those of <see cref="Check"/>; ProvisioningTemplateNotFound, ProvisioningTemplateDisabled,
    /// InvalidSubject, DeviceCaNotRegistered, DeviceCaNotActive, DeviceFilesDamaged, or what AWS refuses; everything later is in the
    /// result.</exception>
    public async Task<ProvisioningResult> ProvisionAsync(
        ProvisioningRequest request, Uri endpoint, IProgress<FleetProgress>? progress, CancellationToken stop)
    {
        Check(request);
        _plane.Progress = progress;
        if (request is ClaimRequest claim)
        {
            var template = await FindTemplateAsync(claim.Template, stop);
            return await new ClaimProvisioner(PlaceOf(template.TemplateArn!), claim).RunAsync(stop);
        }

        var justInTime = (JustInTimeRequest)request;
        using var issuer = DeviceIssuer.Load(justInTime.AuthorityFile, justInTime.AuthorityKeyFile);
        var authority = await FindAuthorityAsync(issuer.Id, justInTime.AuthorityFile, stop);
        var place = PlaceOf(authority.CertificateDescription!.CertificateArn!);
        return await new JustInTimeProvisioner(place, justInTime, issuer, authority.RegistrationConfig?.TemplateName).RunAsync(stop);

        ProvisioningPlace PlaceOf(string arn) =>
            new(endpoint, arn[..arn.LastIndexOf(':')], _plane.Region, FolderOf(request.NamePrefix), progress);
    }

    private async Task<DescribeProvisioningTemplateResponse> FindTemplateAsync(string name, CancellationToken stop)
    {
        var template = await _plane.FindAsync(name, iot => iot.DescribeProvisioningTemplateAsync(new() { TemplateName = name }, stop), stop)
            ?? throw LoadException.NotFound(
                "ProvisioningTemplateNotFound", $"There is no provisioning template {name} in {_plane.Region}.",
                "Check -ProvisioningTemplate and -Region; aws iot list-provisioning-templates has their names.", name);
        return template.Enabled == true ? template : throw new LoadException(
            "ProvisioningTemplateDisabled", LoadErrorKind.InvalidState, $"The provisioning template {name} is not enabled.",
            $"Enable it: aws iot update-provisioning-template --template-name {name} --enabled", name);
    }

    private async Task<DescribeCACertificateResponse> FindAuthorityAsync(string id, string file, CancellationToken stop)
    {
        var found = await _plane.FindAsync(id, iot => iot.DescribeCACertificateAsync(new() { CertificateId = id }, stop), stop)
            ?? throw LoadException.NotFound(
                "DeviceCaNotRegistered", $"The CA certificate {file} (ID {id}) is not registered in {_plane.Region}.",
                "Check -DeviceCaFile and -Region; or register it: "
                    + "aws iot register-ca-certificate --allow-auto-registration --set-as-active.", file);
        var authority = found.CertificateDescription!;
        return authority.Status == CertificateStatus.ACTIVE && authority.AutoRegistrationStatus == "ENABLE" ? found
            : throw new LoadException(
                "DeviceCaNotActive", LoadErrorKind.InvalidState,
                $"The CA certificate {id} is {authority.Status}, with automatic registration {authority.AutoRegistrationStatus}.",
                $"Run aws iot update-ca-certificate --certificate-id {id} --new-status ACTIVE --new-auto-registration-status ENABLE",
                file);
    }

    /// <summary>Names of the account's templates of fleet provisioning, in order.</summary>
    /// <param name="cancellation">Ends listing.</param>
    /// <exception cref="LoadException">What AWS refuses.</exception>
    public async Task<IReadOnlyList<string>> ListTemplatesAsync(CancellationToken cancellation)
    {
        List<string> names = [];
        string? next = null;
        do
        {
            var token = next;
            var page = await _plane.CallAsync(null,
                iot => iot.ListProvisioningTemplatesAsync(new() { NextToken = token }, cancellation), cancellation);
            names.AddRange((page.Templates ?? []).Where(template => template.Type is null or "FLEET_PROVISIONING")
                .Select(template => template.TemplateName!));
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>Lists devices, in order of their numbers.</summary>
    /// <param name="namePrefix">Name prefix of the fleet; null for all fleets.</param>
    /// <param name="cancellation">Ends listing.</param>
    /// <exception cref="LoadException">What AWS refuses.</exception>
    public async Task<IReadOnlyList<LoadDevice>> ListAsync(string? namePrefix, CancellationToken cancellation)
    {
        var things = await new FleetReader(_plane).ListAsync(namePrefix, cancellation);
        var folders = things.Select(thing => thing.Fleet).Distinct(StringComparer.Ordinal)
            .ToDictionary(fleet => fleet, FolderOf, StringComparer.Ordinal);
        return [.. things.Select(thing => Describe(thing, _plane.Region, folders[thing.Fleet]))];
    }

    /// <summary>Finds what of a fleet a removal is about.</summary>
    /// <param name="namePrefix">Name prefix of the fleet.</param>
    /// <param name="isChosen">Which devices, by name.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="LoadException">InvalidNamePrefix, DeviceFilesDamaged, or what AWS refuses.</exception>
    public async Task<FleetRemoval> PlanRemovalAsync(string namePrefix, Func<string, bool> isChosen, CancellationToken cancellation)
    {
        FleetNames.CheckPrefix(namePrefix);
        var folder = FolderOf(namePrefix);
        var things = await new FleetReader(_plane).ListAsync(namePrefix, cancellation);
        var chosen = things.Where(thing => isChosen(thing.Name)).ToList();
        var others = things.Except(chosen).ToList();
        var used = things.Select(thing => thing.CertificateId).ToHashSet();
        var orphans = folder.Certificates
            .Where(certificate => !used.Contains(certificate.Id)
                && (certificate.Device is { } device ? isChosen(device) : others.Count == 0));
        var policy = others.Count == 0 && await HasPolicyAsync(FleetNames.PolicyOf(namePrefix), cancellation);
        return new FleetRemoval(_plane, folder, new FleetSelection(namePrefix, chosen, others, [.. orphans], policy));
    }

    /// <inheritdoc/>
    public void Dispose() => _plane.Dispose();

    /// <summary>A device as callers see it.</summary>
    internal static LoadDevice Describe(FleetThing thing, string region, FleetFolder folder)
    {
        var certificate = folder.Find(thing.CertificateId) is { } kept && folder.IsWhole(kept) ? kept : null;
        return new LoadDevice
        {
            Name = thing.Name,
            NamePrefix = thing.Fleet,
            ThingArn = thing.Arn,
            CertificateId = thing.CertificateId,
            CertificateFile = certificate is null ? null : folder.CertificateFileOf(certificate),
            KeyFile = certificate is null ? null : folder.KeyFileOf(certificate),
            PolicyName = FleetNames.PolicyOf(thing.Fleet),
            Region = region,
        };
    }

    /// <summary>Checks what can be known without AWS.</summary>
    /// <exception cref="LoadException">InvalidNamePrefix, ClaimCertificateInvalid, DeviceCaInvalid.</exception>
    public static void Check(ProvisioningRequest request)
    {
        FleetNames.CheckPrefix(request.NamePrefix);
        switch (request)
        {
            case ClaimRequest byClaim:
                CheckClaim(byClaim.Claim);
                break;
            case JustInTimeRequest justInTime:
                DeviceIssuer.Load(justInTime.AuthorityFile, justInTime.AuthorityKeyFile).Dispose();
                break;
        }
    }

    private static void CheckClaim(TlsPlan claim)
    {
        try
        {
            ControlTls.Load(claim).Dispose();
        }
        catch (LoadException error)
        {
            throw new LoadException(
                "ClaimCertificateInvalid", error.Kind, error.Message,
                "Give the claim certificate and its key as PEM files: -ClaimCertificateFile and -ClaimKeyFile.",
                claim.CertificateFile, error);
        }
    }

    // A policy of this name that somebody wrote, or has changed since, is not ours to delete.
    private async Task<bool> HasPolicyAsync(string name, CancellationToken cancellation)
    {
        var found = await _plane.FindAsync(name, iot => iot.GetPolicyAsync(new() { PolicyName = name }, cancellation), cancellation);
        return FleetPolicy.Read(found?.PolicyDocument) is not null;
    }

    private FleetFolder FolderOf(string prefix) => FleetFolder.Open(_folder ?? Path.Combine(_root, _plane.Region, prefix), prefix);
}
