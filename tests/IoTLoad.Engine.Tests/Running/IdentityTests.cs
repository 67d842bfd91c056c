using System.Text.RegularExpressions;
using IoTLoad.Engine.Plan;
using IoTLoad.Peers;

namespace IoTLoad.Engine.Tests.Running;

public sealed partial class IdentityTests
{
    [Fact(DisableParallelization = true)]
    public async Task A_thousand_devices_show_a_thousand_certificates()
    {
        const int Devices = 1000;
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { ListenerLines = ["use_identity_as_username true"] });
        using var folder = new PrivateFolder();
        var certificates = Enumerable.Range(0, Devices).Select(i => broker.Certificates.IssueClient($"fleet-{i:0000}")).ToList();
        var rows = certificates.Select((files, i) => $"sensor-{i},{files.Certificate},{files.Key}");
        var plan = Run.Plan(broker.MutualTls, Devices, 1000, 1) with
        {
            Tls = new TlsPlan { CaFile = broker.Certificates.CaFile },
            Devices = new DevicePlan
            {
                Count = Devices,
                ConnectRate = 500,
                Inventory = folder.Write("fleet.csv", $"Client ID,certificate,key\n{string.Join('\n', rows)}\n"),
            },
        };

        var result = await Run.ToEndAsync(plan);

        Run.AssertNothingWrong(result, 1000, 1000);
        await broker.LogsAsync("Received DISCONNECT from sensor-", Devices);
        var identities = Connected().Matches(broker.Log)
            .Select(match => (match.Groups["id"].Value, match.Groups["user"].Value)).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, Devices).Select(i => ($"sensor-{i}", $"fleet-{i:0000}")).Order(), identities);
        Assert.Empty(result.Plan.Devices.Identities);
    }

    [Fact]
    public async Task A_certificate_that_is_renewed_during_the_test_is_shown_by_devices_that_connect_later()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions { ListenerLines = ["use_identity_as_username true"] });
        var old = broker.Certificates.IssueClient("old");
        var renewed = broker.Certificates.IssueClient("renewed");
        var plan = Run.Plan(broker.MutualTls, 2, 10, 8) with
        {
            Tls = new TlsPlan { CaFile = broker.Certificates.CaFile, CertificateFile = old.Certificate, KeyFile = old.Key },
            Devices = new DevicePlan { Count = 2, ChurnShare = 1, ChurnInterval = TimeSpan.FromSeconds(1) },
        };

        var running = Run.ToEndAsync(plan);
        await broker.LogsAsync("u'old'", 2);

        // The key comes later, as from a program that writes one file after the other: in between, the old pair is still shown.
        Renew(old.Certificate, renewed.Certificate);
        await broker.LogsAsync("u'old'", broker.CountLog("u'old'") + 2);
        Renew(old.Key, renewed.Key);
        var result = await running;
        await broker.LogsAsync("u'renewed'", 2);

        Assert.Equal((80, 80, 0), (result.Counters.Acked, result.Counters.Received, result.Counters.ConnectFailed));
        Assert.Single(result.Notes, note => note.StartsWith($"{old.Certificate} was renewed", StringComparison.Ordinal));

        // Written, not copied: a copy keeps the time of its source, and both pairs may have been made within the clock's tick.
        static void Renew(string file, string from) => File.WriteAllText(file, File.ReadAllText(from));
    }

    [Fact]
    public async Task Devices_log_in_as_their_rows_say_and_one_that_is_refused_is_named()
    {
        await using var broker = await Mosquitto.StartAsync(new MosquittoOptions
        {
            Users = new Dictionary<string, string> { ["anna"] = "secret-a", ["bert"] = "secret-b" },
        });
        using var folder = new PrivateFolder();
        var plan = Run.Plan(broker.Plain, 3, 60, 0.5, new TrafficPlan { Topic = "{{csv group}}/{{clientId}}" }) with
        {
            Devices = new DevicePlan
            {
                Count = 3,
                Inventory = folder.Write(
                    "fleet.csv", "clientId,username,password,group\none,anna,secret-a,hall\ntwo,bert,secret-b,yard\nthree,bert,no,yard\n"),
            },
        };

        var result = await Run.ToEndAsync(plan);

        await broker.LogsAsync("Received DISCONNECT from two");
        Assert.Contains("u'anna'", broker.Log, StringComparison.Ordinal);
        Assert.Contains("Received PUBLISH from one (d0, q1, r0, m1, 'hall/one'", broker.Log, StringComparison.Ordinal);
        Assert.Contains("Never connected: three.", result.Notes);
        Assert.Contains(result.Failures, failure => failure.Example.StartsWith("three: ", StringComparison.Ordinal));
        var json = System.Text.Json.JsonSerializer.Serialize(result, EngineJson.Default.LoadResult);
        Assert.DoesNotContain("secret-", json, StringComparison.Ordinal);
    }

    [GeneratedRegex("New client connected from [^ ]+ as (?<id>[^ ]+) \\(.*u'(?<user>[^']+)'\\)")]
    private static partial Regex Connected();
}
