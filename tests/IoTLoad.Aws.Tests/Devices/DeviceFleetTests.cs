using System.Security.Cryptography.X509Certificates;
using Amazon.IoT;
using IoTLoad.Aws.Devices;
using IoTLoad.Aws.Tests.Moto;

namespace IoTLoad.Aws.Tests.Devices;

/// <summary>Fleets of devices against moto.</summary>
public sealed class DeviceFleetTests(MotoFixture moto)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_has_a_thing_an_active_certificate_with_its_key_and_a_policy_that_allows_no_more_than_a_test_needs()
    {
        using var account = await FleetAccount.OpenAsync(moto, "eu-central-1");
        var devices = await account.MakeAsync(new() { NamePrefix = "plant", Count = 12, TopicPrefix = "plant/a" });

        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"plant-{i}"), devices.Select(device => device.Name));
        Assert.Equal(12, devices.Select(device => device.CertificateId).Distinct().Count());
        Assert.EndsWith(devices[7].CertificateId!, await account.PrincipalAsync(devices[7].Name), StringComparison.Ordinal);
        foreach (var device in devices)
        {
            var thing = await account.Client.DescribeThingAsync(new() { ThingName = device.Name }, Stop);
            Assert.Equal(device.ThingArn, thing.ThingArn);
            Assert.Equal(device.CertificateId, thing.Attributes!["iotload-certificate"]);
            var certificate = (await account.Client.DescribeCertificateAsync(new() { CertificateId = device.CertificateId },
                Stop)).CertificateDescription!;
            Assert.Equal(CertificateStatus.ACTIVE, certificate.Status);
            Assert.Equal(
                ["plant-device"], (await account.Client.ListAttachedPoliciesAsync(new() { Target = certificate.CertificateArn },
                    Stop)).Policies!.Select(policy => policy.PolicyName!));

            // Fails where the key is not the certificate's.
            using var pair = X509Certificate2.CreateFromPemFile(device.CertificateFile!, device.KeyFile);
            Assert.True(pair.HasPrivateKey);
        }

        const string Arn = "arn:aws:iot:eu-central-1:123456789012";
        Assert.Equal(
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"{{Arn}}:client/plant-*"},{"Effect":"Allow","Action":["iot:Publish","iot:Receive"],"Resource":"{{Arn}}:topic/plant/a/*"},{"Effect":"Allow","Action":"iot:Subscribe","Resource":"{{Arn}}:topicfilter/plant/a/*"},"""
                + $$"""{"Effect":"Deny","Action":["iot:Publish","iot:Receive","iot:RetainPublish"],"Resource":"""
                + $$"""["{{Arn}}:topic/iotload/*","{{Arn}}:topic/plant/a/lambda/*"]}]}""",
            (await account.Client.GetPolicyAsync(new() { PolicyName = "plant-device" }, Stop)).PolicyDocument);
    }

    [Fact]
    public async Task Keys_are_for_their_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights are inherited there.");
        using var account = await FleetAccount.OpenAsync(moto, "eu-west-2");
        var device = Assert.Single(await account.MakeAsync(new() { NamePrefix = "rights", Count = 1 }));

        var folder = Path.GetDirectoryName(device.KeyFile)!;
        Assert.Equal(Path.Combine(account.Root.FullPath, "eu-west-2", "rights"), folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, ModeOf(folder));
        var files = Directory.GetFiles(folder);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, ModeOf(file)));
        Assert.DoesNotContain(files.Where(file => file != device.KeyFile), file => File.ReadAllText(file)
            .Contains("PRIVATE", StringComparison.Ordinal));
        Assert.DoesNotContain("PRIVATE", device.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_leaves_nothing_of_the_fleet_and_touches_nothing_else()
    {
        using var account = await FleetAccount.OpenAsync(moto, "eu-west-3");
        await account.Client.CreateThingAsync(new() { ThingName = "gone-of-others" }, Stop);
        await account.Client.CreateKeysAndCertificateAsync(new() { SetAsActive = true }, Stop);
        await account.Client.CreatePolicyAsync(new() { PolicyName = "theirs", PolicyDocument = """{"Version":"2012-10-17","Statement":[]}""" }, Stop);
        await account.MakeAsync(new() { NamePrefix = "stays", Count = 2 });
        var before = await account.ContentAsync();
        await account.MakeAsync(new() { NamePrefix = "gone", Count = 5 });

        var outcome = await account.RemoveAsync("gone");

        Assert.Empty(outcome.Faults);
        Assert.Equal(5, outcome.Devices.Count);
        Assert.Equal(before, await account.ContentAsync());
        Assert.Equal(["stays"], Directory.GetDirectories(Path.Combine(account.Root.FullPath, "eu-west-3")).Select(Path.GetFileName));
        using var fleets = await account.FleetsAsync();
        Assert.Equal(["stays-0", "stays-1"], (await fleets.ListAsync(null, Stop)).Select(device => device.Name));
        Assert.Equal(0, (await fleets.PlanRemovalAsync("gone", _ => true, Stop)).Things);
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_where_it_stopped()
    {
        using var account = await FleetAccount.OpenAsync(moto, "us-east-2");
        var request = new FleetRequest { NamePrefix = "resume", Count = 40 };
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop))
        {
            using var fleets = await account.FleetsAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fleets.MakeAsync(request, new StopAt(5, stop), stop.Token));
        }

        var made = (await account.Client.ListThingsAsync(new() { MaxResults = 250 }, Stop)).Things!.ToDictionary(
            thing => thing.ThingName!, thing => thing.Attributes!["iotload-certificate"]);
        Assert.InRange(made.Count, 5, 39);
        var devices = await account.MakeAsync(request);

        Assert.All(made, pair => Assert.Equal(pair.Value, devices.Single(device => device.Name == pair.Key).CertificateId));
        Assert.Equal(40, await account.CertificatesAsync());
        Assert.Equal(devices, await account.MakeAsync(request));
        Assert.Equal(40, await account.CertificatesAsync());
    }

    [Fact]
    public async Task A_certificate_whose_key_was_never_written_is_deleted_and_replaced()
    {
        using var account = await FleetAccount.OpenAsync(moto, "us-west-2");
        var request = new FleetRequest { NamePrefix = "half", Count = 3 };
        var victim = (await account.MakeAsync(request))[1];
        var arn = await account.PrincipalAsync(victim.Name);
        await account.Client.DetachThingPrincipalAsync(new() { ThingName = victim.Name, Principal = arn }, Stop);
        await account.Client.DeleteThingAsync(new() { ThingName = victim.Name }, Stop);
        File.Delete(victim.KeyFile!);

        var devices = await account.MakeAsync(request);

        Assert.NotEqual(victim.CertificateId, devices[1].CertificateId);
        Assert.Equal(3, await account.CertificatesAsync());
        Assert.DoesNotContain(victim.CertificateId!, await account.ContentAsync());
    }

    [Fact]
    public async Task A_shared_certificate_goes_with_the_last_device_and_so_does_the_policy()
    {
        using var account = await FleetAccount.OpenAsync(moto, "ap-south-1");
        var devices = await account.MakeAsync(new() { NamePrefix = "shared", Count = 4, SharedCertificate = true });
        Assert.Single(devices.Select(device => device.CertificateId).Distinct());
        Assert.Single(devices.Select(device => device.KeyFile).Distinct());

        Assert.Equal(3, (await account.RemoveAsync("shared", name => name != "shared-2")).Devices.Count);
        Assert.Equal(["shared-2", devices[0].CertificateId!, "shared-device"], await account.ContentAsync());
        Assert.True(File.Exists(devices[0].KeyFile));

        Assert.Single((await account.RemoveAsync("shared")).Devices);
        Assert.Empty(await account.ContentAsync());
        Assert.False(File.Exists(devices[0].KeyFile));
    }

    [Fact]
    public async Task A_thing_of_the_same_name_that_others_made_is_reported_and_the_rest_is_made()
    {
        using var account = await FleetAccount.OpenAsync(moto, "ap-northeast-1");
        await account.Client.CreateThingAsync(
            new() { ThingName = "taken-1", AttributePayload = new() { Attributes = new() { ["owner"] = "them" } } }, Stop);

        var outcome = await account.TryMakeAsync(new() { NamePrefix = "taken", Count = 3 });

        Assert.Equal("DeviceNameTaken", Assert.Single(outcome.Faults).ErrorId);
        Assert.Equal(["taken-0", "taken-2"], outcome.Devices.Select(device => device.Name));
        Assert.Equal(2, await account.CertificatesAsync());
        await account.RemoveAsync("taken");
        Assert.Equal(["taken-1"], await account.ContentAsync());
    }

    [Fact]
    public async Task A_device_whose_key_is_elsewhere_is_reported_and_gets_no_second_certificate()
    {
        using var account = await FleetAccount.OpenAsync(moto, "ap-northeast-2");
        await account.MakeAsync(new() { NamePrefix = "keys", Count = 2 });

        var outcome = await account.TryMakeAsync(new() { NamePrefix = "keys", Count = 2 }, account.Root["elsewhere"]);

        Assert.Equal(["DeviceKeyMissing", "DeviceKeyMissing"], outcome.Faults.Select(fault => fault.ErrorId));
        Assert.Equal(2, await account.CertificatesAsync());
        using var fleets = await account.FleetsAsync(account.Root["elsewhere"]);
        Assert.All(await fleets.ListAsync("keys", Stop), device => Assert.Null(device.KeyFile));
    }

    [Fact]
    public async Task With_another_accounts_credentials_nothing_is_made_and_no_key_is_lost()
    {
        using var account = await FleetAccount.OpenAsync(moto, "ap-southeast-1");
        using var other = await FleetAccount.OpenAsync(moto, "ap-southeast-2");
        var folder = account.Root["keys"];
        await account.TryMakeAsync(new() { NamePrefix = "mixed", Count = 2 }, folder);
        var files = Directory.GetFiles(folder).Order().ToList();

        Assert.Equal("DeviceFolderOfOthers",
            Assert.Single((await other.TryMakeAsync(new() { NamePrefix = "mixed", Count = 3 }, folder)).Faults).ErrorId);
        Assert.All((await other.RemoveAsync("mixed", null, folder)).Faults, fault => Assert.Equal("DeviceCertificateGone", fault.ErrorId));

        Assert.Empty(await other.ContentAsync());
        Assert.Equal(files, Directory.GetFiles(folder).Order());
    }

    [Fact]
    public async Task What_cannot_be_removed_is_reported_and_the_rest_is_removed()
    {
        using var account = await FleetAccount.OpenAsync(moto, "sa-east-1");
        var devices = await account.MakeAsync(new() { NamePrefix = "held", Count = 3 });
        var arn = await account.PrincipalAsync("held-1");
        await account.Client.CreatePolicyAsync(new() { PolicyName = "theirs", PolicyDocument = """{"Version":"2012-10-17","Statement":[]}""" }, Stop);
        await account.Client.AttachPolicyAsync(new() { PolicyName = "theirs", Target = arn }, Stop);

        var outcome = await account.RemoveAsync("held");

        var fault = Assert.Single(outcome.Faults);
        Assert.Equal("AwsConflict", fault.ErrorId);
        Assert.Equal(arn, fault.Target);
        Assert.Equal(3, outcome.Devices.Count);
        Assert.Equal([devices[1].CertificateId!, "held-device", "theirs"], await account.ContentAsync());

        await account.Client.DetachPolicyAsync(new() { PolicyName = "theirs", Target = arn }, Stop);
        Assert.Empty((await account.RemoveAsync("held")).Faults);
        Assert.Equal(["theirs"], await account.ContentAsync());
    }

    [Fact]
    public async Task A_policy_that_somebody_has_changed_is_neither_used_nor_deleted()
    {
        using var account = await FleetAccount.OpenAsync(moto, "ca-central-1");
        await account.Client.CreatePolicyAsync(
            new() { PolicyName = "changed-device", PolicyDocument = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""" }, Stop);

        Assert.Equal("DevicePolicyDiffers",
            Assert.Single((await account.TryMakeAsync(new() { NamePrefix = "changed", Count = 2 })).Faults).ErrorId);
        await account.RemoveAsync("changed");

        Assert.Equal(["changed-device"], await account.ContentAsync());
    }

    [Theory]
    [InlineData("", 1, "loadtest", null, "InvalidNamePrefix")]
    [InlineData("a/b", 1, "loadtest", null, "InvalidNamePrefix")]
    [InlineData("../a", 1, "loadtest", null, "InvalidNamePrefix")]
    [InlineData("a", 0, "loadtest", null, "InvalidDeviceCount")]
    [InlineData("a", 100_001, "loadtest", null, "InvalidDeviceCount")]
    [InlineData("a", 1, "*", null, "InvalidTopicPrefix")]
    [InlineData("a", 1, "a/${iot:ClientId}", null, "InvalidTopicPrefix")]
    [InlineData("a", 1, "a/", null, "InvalidTopicPrefix")]
    [InlineData("a", 1, "loadtest", "*", "InvalidClientIdPrefix")]
    public async Task What_would_allow_too_much_or_name_nothing_is_refused(string prefix, int count, string topic, string? client,
        string errorId)
    {
        using var account = await FleetAccount.OpenAsync(moto, "eu-north-1");

        var refused = await Assert.ThrowsAsync<Engine.LoadException>(
            () => account.TryMakeAsync(new() { NamePrefix = prefix, Count = count, TopicPrefix = topic, ClientIdPrefix = client }));

        Assert.Equal(errorId, refused.ErrorId);
        Assert.Empty(await account.ContentAsync());
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private sealed class StopAt(int devices, CancellationTokenSource stop) : IProgress<FleetProgress>
    {
        public void Report(FleetProgress value)
        {
            if (value.Done >= devices)
            {
                stop.Cancel();
            }
        }
    }
}
