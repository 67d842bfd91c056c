using System.Collections.Immutable;
using IoTLoad.Sandbox.Lambda.Functions;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Api;

/// <summary>Making, reading, changing and deleting functions, and their tags.</summary>
internal sealed class FunctionOperations(SandboxAccount account, FunctionStore store, IRoleCredentials roles, CodeDownloads downloads,
    TimeProvider time)
{
    /// <summary>The function that a call names.</summary>
    public LambdaFunction Find(Call call) => store.Find(call.Input.Required("FunctionName"), call.Input.Text("Qualifier"));

    /// <summary>ARN of the function that a call names, whether it exists or not.</summary>
    public string ArnOf(Call call) =>
        account.Arn("lambda", $"function:{FunctionReference.Parse(call.Input.Required("FunctionName"), account).Name}");

    public Document Create(Call call)
    {
        var input = call.Input;
        var name = FunctionReference.Parse(input.Required("FunctionName"), account).Name;
        LambdaRefusal.NotHereIf(input.Flag("Publish") == true, "publish versions (Publish)");
        var settings = FunctionInput.Apply(input, new FunctionSettings
        {
            Role = input.Required("Role"),
            Runtime = input.Text("Runtime") ?? throw Mandatory(),
            Handler = input.Text("Handler") ?? throw Mandatory(),
        });
        CheckRole(settings);
        var function = store.Create(
            name, FunctionInput.Zip(input.Child("Code") ?? []), FunctionInput.Architecture(input) ?? "x86_64",
            code => new FunctionState
            {
                Settings = settings,
                Code = code,
                LastModified = time.GetUtcNow(),
                Tags = input.Map("Tags").ToImmutableSortedDictionary(StringComparer.Ordinal),
            });
        return FunctionDocuments.Configuration(function, function.State, function.State.Code, isNew: true);

        static RefusedException Mandatory() => LambdaRefusal.Parameter(
            "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
    }

    public Document Get(Call call)
    {
        var function = Find(call);
        var state = function.State;
        return new Document
        {
            ["Configuration"] = Qualified(call, FunctionDocuments.Configuration(function, state, state.Code)),
            ["Code"] = new Document { ["RepositoryType"] = "S3", ["Location"] = downloads.Offer(state.Code).AbsoluteUri },
            ["Tags"] = state.Tags.IsEmpty ? null : Document.Of(state.Tags),
            ["Concurrency"] = state.ReservedConcurrency is { } reserved
                ? new Document { ["ReservedConcurrentExecutions"] = (long)reserved } : null,
        };
    }

    public Document GetConfiguration(Call call)
    {
        var function = Find(call);
        return Qualified(call, FunctionDocuments.Configuration(function, function.State, function.State.Code));
    }

    public Document UpdateCode(Call call)
    {
        var input = call.Input;
        LambdaRefusal.NotHereIf(input.Flag("Publish") == true, "publish versions (Publish)");
        var function = Find(call);
        var zip = FunctionInput.Zip(input);
        var architecture = FunctionInput.Architecture(input) ?? function.State.Code.Architecture;
        if (input.Flag("DryRun") == true)
        {
            return FunctionDocuments.Configuration(function, function.State,
                store.TryCode(function, input.Text("RevisionId"), zip, architecture));
        }

        store.UpdateCode(function, input.Text("RevisionId"), zip, architecture, time.GetUtcNow());
        return FunctionDocuments.Configuration(function, function.State, function.State.Code);
    }

    public Document UpdateConfiguration(Call call)
    {
        var function = Find(call);
        store.UpdateSettings(
            function, call.Input.Text("RevisionId"),
            settings =>
            {
                var changed = FunctionInput.Apply(call.Input, settings);
                CheckRole(changed);
                return changed;
            },
            time.GetUtcNow());
        return FunctionDocuments.Configuration(function, function.State, function.State.Code);
    }

    public void Delete(Call call) => store.Delete(Find(call));

    public Document List(Call call)
    {
        // Lambda pages by 50 at most, whatever is asked for.
        var size = Math.Min(50, FunctionInput.Range(call.Input, "MaxItems", "maxItems", 1, 10000) ?? 50);
        var after = call.Input.Text("Marker");
        var rest = store.List().Where(function => string.CompareOrdinal(function.Name, after) > 0).ToList();
        return new Document
        {
            ["Functions"] = rest.Take(size)
                .Select(object? (function) => FunctionDocuments.Configuration(function, function.State, function.State.Code)).ToList(),
            ["NextMarker"] = rest.Count > size ? rest[size - 1].Name : null,
        };
    }

    public void Tag(Call call)
    {
        var tags = call.Input.Map("Tags");
        store.Update(OfArn(call), state => state with { Tags = state.Tags.SetItems(tags) });
    }

    public void Untag(Call call)
    {
        var names = call.Input.GetValueOrDefault("tagKeys") is string one ? [one] : call.Input.Texts("tagKeys");
        store.Update(OfArn(call), state => state with { Tags = state.Tags.RemoveRange(names) });
    }

    public Document ListTags(Call call) => new() { ["Tags"] = Document.Of(OfArn(call).State.Tags) };

    // Who asks by a qualifier is answered with it.
    private static Document Qualified(Call call, Document configuration)
    {
        if (call.Input.Text("Qualifier") is { } qualifier)
        {
            configuration["FunctionArn"] = $"{configuration["FunctionArn"]}:{qualifier}";
        }

        return configuration;
    }

    private LambdaFunction OfArn(Call call) => store.Find(call.Input.Required("Resource"));

    private void CheckRole(FunctionSettings settings) => LambdaRefusal.ParameterIf(
        !roles.Trusts(settings.Role, "lambda.amazonaws.com"), "The role defined for the function cannot be assumed by Lambda.");
}
