using System.Text.RegularExpressions;
using IoTLoad.Aws.Deployment;
using IoTLoad.Engine;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.Running;
using IoTLoad.Engine.Sharding;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Fanout;

/// <summary>Finds what functions cannot do of a plan, before any is started.</summary>
public static class FanoutCheck
{
    /// <summary>
    /// Most connections of one function: Lambda gives a process 1,024 file descriptors, and up to 200 are the runtime's,
    /// the control channel's, and kept for reconnects.
    /// </summary>
    private const int MaxConnections = 800;

    /// <summary>Checks the plan and how it is spread, as far as that needs no answer of AWS.</summary>
    /// <param name="plan">The plan, with its endpoints.</param>
    /// <param name="options">How to spread it.</param>
    /// <param name="id">The run's ID.</param>
    /// <returns>The plan with its seed drawn.</returns>
    /// <exception cref="LoadException">What is wrong with the plan; InvalidShards, EndpointNeeded, FunctionNeedsParameter, CsvNeedsFile,
    /// LocalAddressNeedsLocalTest, TooManyConnections, TriggerRateNeedsRule, RestartNeedsCommonStart, InvalidTriggerRate,
    /// InvalidReportInterval, InvalidSecretParameter, InvalidStartDelay.</exception>
    public static LoadPlan Check(LoadPlan plan, FanoutOptions options, string id)
    {
        var seeded = plan.Seeded();
        var shards = seeded.Split(options.Workers, id);
        Check(seeded, options);
        CheckConnections(shards, seeded, options);
        return seeded;
    }

    /// <summary>Checks each scenario of a plan, and how they are spread.</summary>
    internal static void Check(LoadPlan plan, FanoutOptions options)
    {
        ScenarioCheck.ForEach(plan, part => CheckPart(part, options));
        CheckOptions(options);
    }

    /// <summary>Checks that a function can hold the connections of each shard.</summary>
    /// <exception cref="LoadException">TooManyConnections.</exception>
    internal static void CheckConnections(IReadOnlyList<ShardPlan> shards, LoadPlan plan, FanoutOptions options)
    {
        if (shards.MaxBy(shard => shard.Connections) is { Connections: > MaxConnections and var connections })
        {
            throw LoadException.InvalidInput(
                "TooManyConnections",
                $"Each of {options.Workers:N0} workers would have {connections:N0} "
                    + $"connections; Lambda gives a function 1,024 file descriptors, which are enough for {MaxConnections}.",
                $"Write -Workers as {plan.Parts.Sum(part => (part.Connections + MaxConnections - 1) / MaxConnections)} or more.",
                options.Workers);
        }
    }

    private static bool CheckPart(LoadPlan plan, FanoutOptions options)
    {
        if (plan.Endpoints.Count == 0)
        {
            throw LoadException.InvalidInput(
                "EndpointNeeded", "Functions cannot reach an embedded broker.", "Add -Endpoint, such as AwsIoTCore.",
                options.FunctionName);
        }

        var hasIdentities = plan.Devices.Identities.Count > 0 || plan.Devices.Inventory is not null;
        if (hasIdentities && options.Secrets.Identities is null)
        {
            throw LoadException.InvalidInput(
                "FunctionNeedsParameter",
                "A function cannot read the files of devices, and no event may hold their keys or passwords.",
                $"Put the identity of device i into SSM as SecureString /iotload/{options.FunctionName}/devices/i, as "
                    + $"docs/serverless.md has it, and add -SecretParameter @{{ Identities = '/iotload/{options.FunctionName}/devices' }}; "
                    + "or leave out -Function.", options.FunctionName);
        }

        if (plan.Devices.Identities.FirstOrDefault(each => each.Password is not null) is { } login)
        {
            throw LoadException.InvalidInput(
                "IdentitiesNeedCertificates", "Functions take the certificates of single devices from SSM, but no passwords.",
                "Leave out the column password, and give all devices one with -SecretParameter @{ Password = '…' }.",
                login.ClientId ?? options.FunctionName);
        }

        if (options.Secrets.Identities is not null && plan.Traffic.Pattern == TrafficPattern.Downlink)
        {
            throw LoadException.InvalidInput("IdentitiesNeedOwnTopics",
                "A function knows the identities of its own devices only, and commands go to devices of all functions.",
                "Use -Pattern RoundTrip, PublishOnly or FanIn, or leave out -Function.", options.FunctionName);
        }

        if ((plan.Tls.CertificateFile is not null || plan.Tls.PfxFile is not null) && options.Secrets.Certificate is null)
        {
            throw LoadException.InvalidInput(
                "FunctionNeedsParameter", "A function cannot read the certificate's files, and no event may hold a private key.",
                $"Put both into SSM as SecureString under /iotload/{options.FunctionName}/, and add -SecretParameter @{{ "
                    + $"Certificate = '…'; Key = '…' }}; or leave the certificate out, and the function signs with its role.",
                options.FunctionName);
        }

        if (plan.Session.Password is not null && options.Secrets.Password is null)
        {
            throw LoadException.InvalidInput(
                "FunctionNeedsParameter", "No event may hold a password.",
                $"Put it into SSM as SecureString under /iotload/{options.FunctionName}/, and add -SecretParameter @{{ Password "
                    + $"= '…' }}.", options.FunctionName);
        }

        if ((plan.Authorizer?.Token is not null && options.Secrets.AuthorizerToken is null)
            || (plan.Authorizer?.Signature is not null && options.Secrets.AuthorizerSignature is null))
        {
            throw LoadException.InvalidInput(
                "FunctionNeedsParameter", "No event may hold a custom authorizer's token or its signature.",
                $"Put both into SSM as SecureString under /iotload/{options.FunctionName}/, and add -SecretParameter @{{ "
                    + $"AuthorizerToken = '…'; AuthorizerSignature = '…' }}.", options.FunctionName);
        }

        string?[] texts = [plan.Payload.Template, plan.Traffic.Topic, plan.Devices.ClientId];
        if (plan.Payload.CsvFile is not null
            || (plan.Devices.Inventory is not null && texts.Any(text => text?.Contains("{{csv", StringComparison.Ordinal) == true)))
        {
            throw LoadException.InvalidInput("CsvNeedsFile", "A function has no file with CSV columns.",
                "Leave out -PayloadCsv and the columns of an inventory, and use other placeholders.",
                plan.Payload.CsvFile ?? plan.Devices.Inventory!);
        }

        if (plan.Storms.Count > 0)
        {
            throw LoadException.InvalidInput("StormNeedsLocalTest", "Storms are for tests on this machine: functions do not report them.",
                "Leave out -Storm, or -Function.", options.FunctionName);
        }

        if (plan.LocalAddresses.Count > 0)
        {
            throw LoadException.InvalidInput("LocalAddressNeedsLocalTest", "A function has no address of this machine.",
                "Leave out -LocalAddress, or -Function.", plan.LocalAddresses[0]);
        }

        return true;
    }

    private static void CheckOptions(FanoutOptions options)
    {
        if (options.TriggerRate is not null && options.Trigger != FanoutTrigger.Rule)
        {
            throw LoadException.InvalidInput(
                "TriggerRateNeedsRule", "Only trigger messages have a rate; shards that are invoked begin together.",
                "Add -Trigger Rule, or leave out -TriggerRate.", options.TriggerRate);
        }

        if (options.TriggerRate is not null && options.RestartFailed)
        {
            throw LoadException.InvalidInput(
                "RestartNeedsCommonStart",
                "With -TriggerRate, shards begin as they come, and nobody knows what would be left for one that is started again.",
                "Leave out -RestartFailed, or -TriggerRate for a common start.", options.TriggerRate);
        }

        if (options.TriggerRate is { } given && !(given > 0 && given <= 1000))
        {
            throw LoadException.InvalidInput("InvalidTriggerRate", Text($"{options.TriggerRate} trigger "
                + $"messages a second make no sense."), "Write -TriggerRate as above 0 and up to 1000.", options.TriggerRate);
        }

        if (options.ReportInterval < TimeSpan.FromSeconds(1) || options.ReportInterval > TimeSpan.FromMinutes(1))
        {
            throw LoadException.InvalidInput("InvalidReportInterval", $"Shards cannot report each {options.ReportInterval}.",
                "Write -ReportInterval as 1s to 1m, such as 5s.", options.ReportInterval);
        }

        CheckSecrets(options);
        if (options.StartDelay < TimeSpan.FromSeconds(1) || options.StartDelay > TimeSpan.FromMinutes(5))
        {
            throw LoadException.InvalidInput("InvalidStartDelay", $"A start delay of {options.StartDelay} makes no sense.",
                "Write -StartDelay as 1s to 5m, such as 10s.", options.StartDelay);
        }
    }

    /// <exception cref="LoadException">FunctionNotReady, TriggerRulesNeeded.</exception>
    internal static void CheckFunction(DeployedFunction function, FanoutOptions options)
    {
        if (function.State is not (null or "Active" or "Inactive"))
        {
            throw new LoadException(
                "FunctionNotReady", LoadErrorKind.InvalidState, $"The function {function.Name} is {function.State}.",
                "Wait until it is Active, or publish it again.", function.Name);
        }

        if (options.Trigger == FanoutTrigger.Rule && (function.TriggerRules == 0 || options.Workers % function.TriggerRules != 0))
        {
            throw LoadException.InvalidInput(
                "TriggerRulesNeeded",
                Text($"Each trigger message starts {function.TriggerRules} functions, "
                    + $"one for each rule; {options.Workers} workers are no multiple of that."),
                Text($"Write -Workers as a multiple of "
                    + $"{Math.Max(1, function.TriggerRules)}, publish the function with -TriggerRules, or use -Trigger "
                    + $"Invoke."), options.Workers);
        }
    }

    /// <summary>Checks that the load starts no functions itself.</summary>
    /// <exception cref="LoadException">TopicStartsFunctions.</exception>
    internal static void CheckTopics(LoadPlan plan, DeployedFunction function)
    {
        var topics = plan.Parts.SelectMany(part => new[] { part.Traffic.Topic, part.Traffic.BroadcastTopic, part.Session.Will?.Topic });
        foreach (var topic in topics.OfType<string>().Where(topic => function.TriggerRules > 0 && CanBe(topic, function.TriggerTopic)))
        {
            throw LoadException.InvalidInput(
                "TopicStartsFunctions",
                $"Messages on '{topic}' would start functions: {function.TriggerTopic} is the trigger topic of {function.Name}.",
                "Write another -Topic, or publish the function with another -TriggerTopic.", topic);
        }
    }

    // A placeholder can stand for any text.
    private static bool CanBe(string pattern, string topic)
    {
        var any = Regex.Replace(Regex.Escape(pattern), @"\\\{\\\{.*?}}", ".*");
        return Regex.IsMatch(topic, $@"\A{any}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    // The function's role may read parameters of its own only, and a function that finds out has been started already.
    private static void CheckSecrets(FanoutOptions options)
    {
        var folder = $"/iotload/{options.FunctionName}/";
        foreach (var (secret, name) in options.Secrets.Names)
        {
            if (!name.StartsWith(folder, StringComparison.Ordinal) || name.Length == folder.Length)
            {
                throw LoadException.InvalidInput(
                    "InvalidSecretParameter", $"{secret} is '{name}', which the function {options.FunctionName} may not read.",
                    $"Put it into SSM as SecureString under {folder}, and write -SecretParameter @{{ {secret} = '{folder}…' }}.", name);
            }
        }

        if (options.Secrets.Certificate is null != options.Secrets.Key is null)
        {
            throw LoadException.InvalidInput(
                "InvalidSecretParameter", "A client certificate and its private key are needed together.",
                $"Write -SecretParameter @{{ Certificate = '{folder}…'; Key = '{folder}…' }}.", options.FunctionName);
        }
    }
}
