using System.IO.Compression;
using IoTLoad.Aws.Credentials;
using IoTLoad.Aws.Deployment.Parts;
using IoTLoad.Aws.Devices;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Deployment;

/// <summary>
/// Deploys the function that runs shards, with its roles, log group and topic rules; looks at what there is, and removes it.
/// Everything is named after the function and tagged, so that nothing is made twice and all of it can be found again.
/// </summary>
public static class FunctionDeployment
{
    private const int MaxZip = 50 * 1024 * 1024;

    /// <summary>The parts as they would be made; nothing is changed.</summary>
    /// <exception cref="LoadException">What is wrong with the request, the credentials or the zip.</exception>
    public static async Task<IReadOnlyList<PlannedPart>> DescribeAsync(AwsConnection connection, FunctionRequest request,
        CancellationToken cancellation)
    {
        var zip = Read(request);
        using var aws = await AwsCaller.OpenAsync(connection, cancellation);
        FunctionNames.CheckRegion(request.Name, aws.Region);
        return [.. new FunctionParts(aws, request, FunctionParts.Deliveries(request).Count, zip).All.Select(Planned)];
    }

    /// <summary>Makes what is missing and changes what differs.</summary>
    /// <exception cref="LoadException">What is wrong with the request, or AWS refuses; what was made until then stays, and a second
    /// attempt goes on from there.</exception>
    public static async Task<DeployedFunction> PublishAsync(
        AwsConnection connection, FunctionRequest request, IProgress<FleetProgress>? progress, CancellationToken cancellation)
    {
        var zip = Read(request);
        using var aws = await AwsCaller.OpenAsync(connection, cancellation);
        aws.Progress = progress;
        FunctionNames.CheckRegion(request.Name, aws.Region);
        var parts = new FunctionParts(aws, request, FunctionParts.Deliveries(request).Count, zip);
        var surplus = await parts.SurplusAsync();
        var done = 0;
        foreach (var part in parts.All)
        {
            progress?.Report(new FleetProgress($"{part.Kind} {part.Name}", done++, parts.All.Count + surplus.Count));
            await part.EnsureAsync();
        }

        foreach (var part in surplus)
        {
            progress?.Report(new FleetProgress($"Removing {part.Kind} {part.Name}", done++, parts.All.Count + surplus.Count));
            await part.RemoveAsync();
        }

        return await InspectAsync(aws, request, new FunctionParts(aws, request, FunctionParts.Deliveries(request).Count, zip));
    }

    /// <summary>Looks at a deployment.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="name">Name of the function.</param>
    /// <param name="zipFile">The code that it should have; null does not compare it.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="LoadException">FunctionNotFound, DeploymentOfOthers, or AWS refuses.</exception>
    public static async Task<DeployedFunction> GetAsync(AwsConnection connection, string name, string? zipFile,
        CancellationToken cancellation)
    {
        FunctionNames.CheckName(name);
        using var aws = await AwsCaller.OpenAsync(connection, cancellation);
        var found = await new FunctionPart(aws, new FunctionRequest { Name = name, ZipFile = "" }, null).FindAsync()
            ?? throw LoadException.NotFound(
            "FunctionNotFound", $"There is no function {name} in {aws.Region}.", "Deploy it with Publish-IoTLoadFunction.", name);
        var (request, downstream) = FunctionSettings.Read(name, found.Tags) ?? throw new LoadException(
            "DeploymentOfOthers", LoadErrorKind.InvalidState, $"The Function {name} exists, and was not made by IoTLoad.",
            "Use another -FunctionName.", name);
        request = request with { ZipFile = zipFile ?? "" };
        return await InspectAsync(aws, request, new FunctionParts(aws, request, downstream, zipFile is null ? null : Read(request)));
    }

    /// <summary>Names of the functions that were deployed here.</summary>
    /// <exception cref="LoadException">AWS refuses.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(AwsConnection connection, CancellationToken cancellation)
    {
        using var aws = await AwsCaller.OpenAsync(connection, cancellation);
        List<string> names = [];
        string? next = null;
        do
        {
            var marker = next;
            var page = await aws.CallAsync(null, stop => aws.Lambda.ListFunctionsAsync(new() { Marker = marker }, stop));
            foreach (var function in page.Functions ?? [])
            {
                // Others' functions are not asked for their tags: the role's name tells enough to leave them out.
                var role = function.Role?[(function.Role.LastIndexOf('/') + 1)..];
                if (role == FunctionNames.RoleOf(function.FunctionName!, aws.Region)
                    || FunctionNames.FormerRolesOf(function.FunctionName!).Contains(role))
                {
                    names.Add(function.FunctionName!);
                }
            }

            next = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(next));

        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The parts that there are and would be removed; nothing is changed.</summary>
    /// <exception cref="LoadException">AWS refuses.</exception>
    public static async Task<IReadOnlyList<DeployedPart>> DescribeRemovalAsync(AwsConnection connection, string name,
        CancellationToken cancellation)
    {
        FunctionNames.CheckName(name);
        using var aws = await AwsCaller.OpenAsync(connection, cancellation);
        List<DeployedPart> found = [];
        foreach (var part in await new FunctionParts(aws, new FunctionRequest { Name = name, ZipFile = "" }, 0, null)
            .RemovableAsync())
        {
            if (await part.InspectAsync() is { State: not PartState.Missing } state)
            {
                found.Add(state with { State = PartState.Present, Detail = "" });
            }
        }

        return found;
    }

    /// <summary>Removes everything that was made for a function, also where only a part of it is there.</summary>
    /// <exception cref="LoadException">InvalidFunctionName, or the credentials; what cannot be removed is in the outcome.</exception>
    public static async Task<FunctionRemoval> RemoveAsync(AwsConnection connection, string name, IProgress<FleetProgress>? progress,
        CancellationToken cancellation)
    {
        FunctionNames.CheckName(name);
        using var aws = await AwsCaller.OpenAsync(connection, cancellation);
        aws.Progress = progress;
        List<DeployedPart> removed = [];
        List<LoadException> faults = [];
        var parts = await new FunctionParts(aws, new FunctionRequest { Name = name, ZipFile = "" }, 0, null).RemovableAsync();
        foreach (var part in parts)
        {
            progress?.Report(new FleetProgress($"Removing {part.Kind} {part.Name}", removed.Count, parts.Count));
            try
            {
                if (await part.RemoveAsync())
                {
                    removed.Add(new DeployedPart(part.Kind, part.Name, PartState.Missing));
                }
            }
            catch (LoadException fault)
            {
                faults.Add(fault);
            }
        }

        return new FunctionRemoval(removed, faults);
    }

    private static PlannedPart Planned(DeploymentPart part) => new(part.Kind, part.Name, part.Document);

    private static async Task<DeployedFunction> InspectAsync(AwsCaller aws, FunctionRequest request, FunctionParts parts)
    {
        var found = (await parts.Function.FindAsync())?.Configuration;
        List<DeployedPart> states = [];
        foreach (var part in parts.All)
        {
            states.Add(await part.InspectAsync());
        }

        return new DeployedFunction
        {
            Name = request.Name,
            Region = aws.Region,
            Arn = found?.FunctionArn,
            State = found?.State?.Value,
            Architecture = found?.Architectures?.FirstOrDefault()?.Value,
            MemorySize = found?.MemorySize ?? 0,
            Timeout = TimeSpan.FromSeconds(found?.Timeout ?? 0),
            TriggerRules = request.TriggerRules,
            TriggerTopic = request.TriggerTopic ?? FunctionNames.TriggerTopicOf(request.Name),
            CodeSha256 = found?.CodeSha256,
            Parts = states,
        };
    }

    private static byte[] Read(FunctionRequest request)
    {
        FunctionNames.Check(request);
        try
        {
            var zip = File.ReadAllBytes(request.ZipFile);
            using var archive = new ZipArchive(new MemoryStream(zip));
            if (archive.GetEntry("bootstrap") is null)
            {
                throw new InvalidDataException("it has no executable bootstrap");
            }

            return zip.Length <= MaxZip ? zip : throw LoadException.InvalidInput(
                "FunctionZipTooLarge",
                $"The function's zip {request.ZipFile} has {zip.Length:N0} bytes; AWS takes up to {MaxZip:N0} directly.",
                "Give -ZipFile with the zip that the module brings along.", request.ZipFile);
        }
        catch (InvalidDataException exception)
        {
            throw LoadException.InvalidInput(
                "FunctionZipInvalid", $"{request.ZipFile} is no zip of the function: {exception.Message.TrimEnd('.')}.",
                "Leave out -ZipFile for the one that the packaged module brings along, or make it with ./build.ps1 Package.",
                request.ZipFile, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LoadException.NotFound(
                "FunctionZipNotFound", $"The function's zip {request.ZipFile} cannot be read: {exception.Message}",
                "Use the packaged module, which brings it along, make it with ./build.ps1 Package, or give -ZipFile.",
                request.ZipFile, exception);
        }
    }
}
