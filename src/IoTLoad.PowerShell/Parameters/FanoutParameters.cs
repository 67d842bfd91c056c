using System.Collections;
using IoTLoad.Aws.Control;
using IoTLoad.Aws.Fanout;
using IoTLoad.Aws.IotCore;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>The parameters that say how functions run a test, of whichever cmdlet.</summary>
internal interface IFanoutParameters
{
    string? Function { get; }
    int Workers { get; }
    string StartDelay { get; }
    string? ControlEndpoint { get; }
    Hashtable SecretParameter { get; }
    string ReportInterval { get; }
}

/// <summary>Makes the options of a test on functions from its parameters.</summary>
internal static class FanoutParameters
{
    /// <summary>Makes sure that a function is named if a parameter is about functions.</summary>
    /// <param name="given">The cmdlet with its parameters.</param>
    /// <param name="isGiven">Whether a parameter was given, by name.</param>
    /// <param name="others">Names of the cmdlet's other parameters about functions.</param>
    /// <exception cref="LoadException">FunctionNeeded.</exception>
    public static void Check(IFanoutParameters given, Func<string, bool> isGiven, params IEnumerable<string> others)
    {
        if (given.Function is null && typeof(IFanoutParameters).GetProperties().Select(property => property.Name)
            .Concat(others).FirstOrDefault(isGiven) is { } idle)
        {
            throw LoadException.InvalidInput(
                "FunctionNeeded", $"-{idle} is for tests that functions run, and this test would run on this machine.",
                $"Add -Function with the name of a function that Publish-IoTLoadFunction has deployed, or leave out -{idle}.", idle);
        }
    }

    /// <summary>The options that the parameters describe.</summary>
    /// <param name="given">The cmdlet with its parameters.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="always">Whether functions sign for hosts that are not AWS's.</param>
    /// <exception cref="LoadException">A parameter's text cannot be read.</exception>
    public static FanoutOptions Options(IFanoutParameters given, LoadPlan plan, bool always) => new()
    {
        FunctionName = given.Function!,
        Workers = given.Workers,
        StartDelay = DurationText.Parse(given.StartDelay, "-StartDelay"),
        ReportInterval = DurationText.Parse(given.ReportInterval, "-ReportInterval"),
        AlwaysSign = always,
        Secrets = SecretParameters.Parse(given.SecretParameter),
        Control = given.ControlEndpoint is null ? null : Control(given.ControlEndpoint, plan),
    };

    private static ControlEndpoint Control(string text, LoadPlan plan)
    {
        var uri = EndpointParameter.Parse(text, null, tls: false);
        if (uri.UserInfo.Length > 0)
        {
            // Events and the run's folder would hold it, and errors must not.
            throw LoadException.InvalidInput(
                "InvalidEndpoint", $"The control endpoint {uri.Authority} has a user name or password in it.",
                "Write -ControlEndpoint without them: the control broker must let shards in without a password.", uri.Authority);
        }

        return uri.Scheme is not ("mqtt" or "mqtts" or "ws" or "wss") || uri.Host.Length == 0 || IotCoreEndpoint.IsKeyword(text)
            ? throw LoadException.InvalidInput(
                "InvalidEndpoint", $"The control endpoint {text} is no MQTT broker.",
                "Write -ControlEndpoint as mqtt://host, mqtts://host, ws://host/mqtt or wss://host/mqtt; without it, "
                    + "reports go over the broker under test.", text)
            : new ControlEndpoint
            {
                Endpoint = uri,
                Authentication = uri.Scheme is "ws" or "wss" ? ControlAuthentication.SigV4 : ControlAuthentication.None,
                Tls = new TlsPlan { CaFile = plan.Tls.CaFile },
            };
    }
}
