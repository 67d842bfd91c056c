using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Aws.Quotas;
using IoTLoad.Engine;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;
using IoTLoad.Storage.Runs;

namespace IoTLoad.PowerShell.Commands;

/// <content>From the parameters to a test that can start: AWS is asked where the test wants it, and what is wrong is found.</content>
public sealed partial class StartIoTLoadTestCommand
{
    private ILoadTest Prepare(LoadPlan? planned)
    {
        FanoutParameters.Check(this, IsGiven, nameof(Trigger), nameof(TriggerRate), nameof(RestartFailed));
        CheckEffects();
        var (built, account) = BuildPlan(planned is null ? null : DeviceInventory.Resolve(planned), IsGiven, CheckBeforeAws);
        var plan = WithBaseline(built);
        _region = IotCoreEndpoint.RegionOf(plan) ?? (account is null ? null : Connection().RegionName);
        var always = account is not null || HasCredentials;
        if (Function is not null)
        {
            var options = Fanout(plan, always);
            var spread = Await($"Function {Function}", _ => FanoutRun.PrepareAsync(plan, options, Connection(), Stopped));
            if (spread.ClockWarning is { } clock)
            {
                WriteWarning(clock);
            }

            WriteDoubts(spread.Plan);
            return spread;
        }

        var authentication = Await("AWS credentials", _ => IotCoreAccess.AuthenticateAsync(plan, Connection(), always, Stopped));
        if (authentication?.Warning is { } warning)
        {
            WriteWarning(warning);
        }

        var test = LoadTest.Prepare(plan, authentication);
        if (account is not null && Await("AWS IoT Core", _ => CertificateCheck.CheckAsync(plan, Connection(), Stopped)) is { } unknown)
        {
            WriteWarning(unknown);
        }

        WriteDoubts(test.Plan);
        return test;
    }

    // What needs no answer of AWS to be found: who has no credentials yet learns of it, too.
    private void CheckBeforeAws(LoadPlan plan)
    {
        PlanCheck.Check(Function is null ? DeviceInventory.Resolve(plan) : plan);
        Engine.Thresholds.Threshold.Check(WithBaseline(plan));
        _ = Sinks(null);
        if (PriceFile is not null)
        {
            ModulePrices.Read(PathOf(PriceFile));
        }

        if (Function is not null)
        {
            FanoutCheck.Check(WithBaseline(plan), Fanout(plan, always: true), LoadTest.NewId());
        }
    }

    private LoadPlan WithBaseline(LoadPlan plan)
    {
        if (Baseline is null)
        {
            return plan;
        }

        // Of several tests, the one that was named last.
        var baseline = Store.ReadResult(new BaselineStore(Store).Open(Baseline)[^1]);
        var resolved = plan with
        {
            Thresholds = Resolved(plan.Thresholds),
            Scenarios = [.. plan.Parts.Where(part => part.Scenario is not null).Zip(plan.Scenarios, (part, scenario) => scenario with
            {
                // With its name before them, so that they are held against the same scenario of the baseline.
                Thresholds = Resolved([.. part.Thresholds.Except(plan.Thresholds)]),
            })],
        };
        return resolved.Thresholds.Concat(resolved.Parts.SelectMany(part => part.Thresholds))
            .SequenceEqual(plan.Thresholds.Concat(plan.Parts.SelectMany(part => part.Thresholds)))
            ? throw Idle(nameof(Baseline), "no threshold compares with it", "Write one such as 'ack.p99 < baseline * 1.1'")
            : resolved;

        IReadOnlyList<string> Resolved(IReadOnlyList<string> thresholds) => Engine.Thresholds.Threshold.WithBaseline(
            thresholds, scenario => scenario is null ? baseline : baseline.Scenarios.FirstOrDefault(
                each => each.Name.Equals(scenario, StringComparison.OrdinalIgnoreCase)), Baseline!);
    }

    // What other parameters than the plan's need to have an effect.
    private void CheckEffects()
    {
        if (OtlpEndpoint is null && new[] { nameof(OtlpHeader), nameof(OtlpTransport) }.FirstOrDefault(IsGiven) is { } otlp)
        {
            throw Idle(otlp, "nothing is exported by OTLP", $"Add -{nameof(OtlpEndpoint)}");
        }

        if (ReconcileRule.Length > 0 && !Reconcile)
        {
            throw Idle(nameof(ReconcileRule), "nothing is reconciled", $"Add -{nameof(Reconcile)}");
        }

        if (Reconcile && Function is not null && ControlEndpoint is null)
        {
            throw LoadException.InvalidInput(
                "ReconcileNeedsControlEndpoint",
                "What functions report goes over the broker under test, which counts it with the load.",
                "Add -ControlEndpoint with another broker, or leave out -Reconcile.", Function);
        }

        _ = DurationText.Parse(CloudWatchDelay, "-CloudWatchDelay");
        if (PointPayload && PointSample <= 0)
        {
            throw Idle(nameof(PointPayload), "no message becomes a point", $"Add -{nameof(PointSample)}");
        }
    }

    private static LoadException Idle(string parameter, string why, string instead) => LoadException.InvalidInput(
        "NoEffect", $"-{parameter} has no effect in this test: {why}.", $"{instead}, or leave out -{parameter}.", parameter);

    private void WriteDoubts(LoadPlan plan)
    {
        foreach (var doubt in Doubts(plan).Concat(plan.Parts.SelectMany(Doubts)).Distinct())
        {
            WriteWarning(ParameterNames.Render(doubt));
        }

        CheckQuotas(plan);
    }

    private static IEnumerable<string> Doubts(LoadPlan plan)
    {
        foreach (var doubt in CredentialLifetime.Doubts(plan, DateTime.UtcNow))
        {
            yield return doubt;
        }

        if (JsonTemplateCheck.Doubt(plan) is { } json)
        {
            yield return json;
        }

        if (plan.Protocol == LoadProtocol.Http && plan.Endpoints.FirstOrDefault(endpoint => endpoint.Port is 1883 or 8883) is { } mqtt)
        {
            yield return $"{mqtt.Port} is the usual port of MQTT, and {mqtt.AbsoluteUri.TrimEnd('/')} would be used over HTTP. For an MQTT "
                + $"broker, write {(mqtt.Port == 1883 ? "mqtt" : "mqtts")}://{mqtt.Authority}.";
        }
    }

    private void CheckQuotas(LoadPlan plan)
    {
        if (_region is null)
        {
            if (Strict)
            {
                throw Idle(nameof(Strict), "it is about the quotas of AWS IoT Core, and no endpoint is AWS IoT Core's",
                    $"Use the endpoint {IotCoreEndpoint.Keyword}");
            }

            return;
        }

        var findings = QuotaCheck.Check(plan);
        var refused = findings.Where(finding => Strict && !finding.SmallRegionsOnly).ToList();
        foreach (var finding in findings.Except(refused))
        {
            WriteWarning(finding.Message);
        }

        if (refused.Count > 0)
        {
            throw LoadException.InvalidInput(
                "QuotaExceeded", string.Join(Environment.NewLine, refused.Select(finding => finding.Message)),
                "Change the plan as it says, or leave out -Strict where the account's own quotas are higher.", plan.Name);
        }
    }
}
