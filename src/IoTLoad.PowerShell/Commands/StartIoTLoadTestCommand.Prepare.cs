using IoTLoad.Aws.Devices;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Aws.Quotas;
using IoTLoad.Engine;
using IoTLoad.Engine.Connecting.Tls;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.PowerShell.Errors;
using IoTLoad.PowerShell.Parameters;

namespace IoTLoad.PowerShell.Commands;

/// <content>From the parameters to a test that can start: AWS is asked where the test wants it, and what is wrong is found.</content>
public sealed partial class StartIoTLoadTestCommand
{
    private ILoadTest Prepare(LoadPlan? planned)
    {
        CheckFunctionGiven();
        var parameters = new PlanBuilder(this, IsGiven, PathOf);
        var account = Array.Exists(Endpoint, IotCoreEndpoint.IsKeyword)
            ? Await("AWS IoT Core", _ => AccountEndpoint.FindAsync(Connection(), "Data-ATS", Stopped)).Address
            : null;
        var plan = IotCoreEndpoint.WithAlpn(planned is null ? parameters.Build(account) : parameters.Amend(planned));
        var always = account is not null || AccessKey is not null || SecretKey is not null || ProfileName is not null
            || Credential is not null;
        if (Function is not null)
        {
            var spread = Await($"Function {Function}", _ => FanoutRun.PrepareAsync(plan, Fanout(plan, always), Connection(), Stopped));
            CheckQuotas(spread.Plan, account);
            return spread;
        }

        var authentication = Await("AWS credentials", _ => IotCoreAccess.AuthenticateAsync(plan, Connection(), always, Stopped));
        var test = LoadTest.Prepare(plan, authentication);
        if (account is not null && Await("AWS IoT Core", _ => CertificateCheck.CheckAsync(plan, Connection(), Stopped)) is { } unknown)
        {
            WriteWarning(unknown);
        }

        foreach (var doubt in CredentialLifetime.Doubts(plan, DateTime.UtcNow))
        {
            WriteWarning(ParameterNames.Render(doubt));
        }

        CheckQuotas(test.Plan, account);
        return test;
    }

    private void CheckQuotas(LoadPlan plan, string? account)
    {
        if (account is null && !plan.Endpoints.Any(endpoint => IotCoreEndpoint.RegionOf(endpoint.Host) is not null))
        {
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
            throw new LoadException(
                "QuotaExceeded", LoadErrorKind.InvalidInput, string.Join(Environment.NewLine, refused.Select(finding => finding.Message)),
                "Change the plan as it says, or leave out -Strict where the account's own quotas are higher.", plan.Name);
        }
    }
}
