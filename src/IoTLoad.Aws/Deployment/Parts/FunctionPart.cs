using System.Security.Cryptography;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>The function itself.</summary>
internal sealed class FunctionPart(AwsCaller aws, FunctionRequest request, byte[]? zip) : DeploymentPart("Function", request.Name)
{
    private const string Handler = "bootstrap";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly string _role = aws.RoleArn(FunctionNames.RoleOf(request.Name, aws.Region));

    public override string Document => Documents.Of(AmazonLambdaClient.Service.Protocol.DocumentOf(Create(code: null)));

    private int Seconds => (int)request.Timeout.TotalSeconds;

    private string? CodeHash => zip is null ? null : Convert.ToBase64String(SHA256.HashData(zip));

    public override async Task<DeployedPart> InspectAsync()
    {
        if (await FindAsync() is not { Configuration: { } found } function)
        {
            return Is(PartState.Missing);
        }

        return Compare(
            (IsOurs(function), "not made by IoTLoad"),
            (found.MemorySize == request.MemorySize, $"{found.MemorySize} MB"),
            (found.Timeout == Seconds, $"timeout {found.Timeout} s"),
            (found.Role == _role, $"role {found.Role}"),
            (found.Runtime == Runtime.ProvidedAl2023, $"runtime {found.Runtime}"),
            (found.Architectures?.FirstOrDefault()?.Value == request.Architecture, $"architecture {found.Architectures?.FirstOrDefault()}"),
            (found.Environment?.Variables is not { Count: > 0 }, "environment variables"),
            (CodeHash is null || found.CodeSha256 == CodeHash, "other code than this version's"),
            (IsUsable(found.State), $"state {found.State}: {found.StateReason}"));
    }

    public Task<GetFunctionResponse?> FindAsync() =>
        aws.FindAsync(Name, stop => aws.Lambda.GetFunctionAsync(new() { FunctionName = Name }, stop));

    public override async Task EnsureAsync()
    {
        if (await FindAsync() is not { Configuration: { } found } function)
        {
            await aws.CallAsync(Name, stop => aws.Lambda.CreateFunctionAsync(Create(Zip), stop));
        }
        else if (!IsOurs(function))
        {
            throw OfOthers();
        }
        else
        {
            await UpdateAsync(found);
        }

        await ReadyAsync();
    }

    public override async Task<bool> RemoveAsync()
    {
        if (await FindAsync() is not { } function)
        {
            return false;
        }

        return IsOurs(function)
            ? await aws.FindAsync(Name, stop => aws.Lambda.DeleteFunctionAsync(new() { FunctionName = Name }, stop)) is not null
            : throw OfOthers();
    }

    private CreateFunctionRequest Create(byte[]? code) => new()
    {
        FunctionName = Name,
        Description = "Runs shards of load tests (IoTLoad)",
        Runtime = Runtime.ProvidedAl2023,
        Handler = Handler,
        Role = _role,
        Architectures = [new Architecture(request.Architecture)],
        MemorySize = request.MemorySize,
        Timeout = Seconds,
        Code = code is null ? null : new FunctionCode { ZipFile = new MemoryStream(code) },
        Tags = FunctionSettings.ToTags(request),
    };

    private async Task UpdateAsync(FunctionConfiguration found)
    {
        if (found.CodeSha256 != CodeHash || found.Architectures?.FirstOrDefault()?.Value != request.Architecture)
        {
            await aws.CallAsync(Name, stop => aws.Lambda.UpdateFunctionCodeAsync(new()
            {
                FunctionName = Name,
                ZipFile = new MemoryStream(Zip),
                Architectures = [new Architecture(request.Architecture)],
            }, stop));
            await ReadyAsync();
        }

        if (found.MemorySize != request.MemorySize || found.Timeout != Seconds || found.Role != _role
            || found.Runtime != Runtime.ProvidedAl2023
            || found.Environment?.Variables is { Count: > 0 })
        {
            await aws.CallAsync(Name, stop => aws.Lambda.UpdateFunctionConfigurationAsync(new()
            {
                FunctionName = Name,
                MemorySize = request.MemorySize,
                Timeout = Seconds,
                Role = _role,
                Runtime = Runtime.ProvidedAl2023,
                Handler = Handler,
                Environment = new Amazon.Lambda.Model.Environment { Variables = [] },
            }, stop));
        }

        await aws.CallAsync(Name,
            stop => aws.Lambda.TagResourceAsync(new() { Resource = found.FunctionArn, Tags = FunctionSettings.ToTags(request) }, stop));
    }

    private async Task ReadyAsync()
    {
        var until = DateTime.UtcNow + Longest;
        while (true)
        {
            var now = await aws.CallAsync(Name, stop => aws.Lambda.GetFunctionConfigurationAsync(new() { FunctionName = Name }, stop));
            if (now.State == State.Failed || now.LastUpdateStatus == LastUpdateStatus.Failed)
            {
                throw new LoadException(
                    "FunctionNotReady", LoadErrorKind.InvalidState,
                    $"The function {Name} cannot be used: {now.StateReason ?? now.LastUpdateStatusReason}",
                    "Remove it with Remove-IoTLoadFunction, and publish it again.", Name);
            }

            if (IsUsable(now.State) && (now.LastUpdateStatus is null || now.LastUpdateStatus == LastUpdateStatus.Successful))
            {
                return;
            }

            if (DateTime.UtcNow > until)
            {
                throw new LoadException(
                    "FunctionNotReady", LoadErrorKind.InvalidState,
                    $"The function {Name} is {now.State} (update {now.LastUpdateStatus}) after {Longest.TotalMinutes:0} minutes.",
                    "Try again; the AWS Health Dashboard shows outages.", Name);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), aws.Stop);
        }
    }

    // Lambda makes a function inactive that nothing has invoked for weeks, and active again when it is invoked or changed.
    private static bool IsUsable(State? state) => state is null || state == State.Active || state == State.Inactive;

    private byte[] Zip => zip ?? throw new InvalidOperationException("A function is not made without its code.");


    private bool IsOurs(GetFunctionResponse function) => FunctionNames.IsOf(Name, function.Tags);
}
