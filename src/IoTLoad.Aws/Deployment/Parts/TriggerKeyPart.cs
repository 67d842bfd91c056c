using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using IoTLoad.Aws.Control;

namespace IoTLoad.Aws.Deployment.Parts;

/// <summary>
/// The key that signs trigger messages, in Parameter Store. Who may publish on the trigger topic, but not read this parameter, cannot
/// start functions with a plan of their own.
/// </summary>
internal sealed class TriggerKeyPart(AwsCaller aws, string function) : DeploymentPart("TriggerKey", TriggerMessage.KeyOf(function))
{
    public override string Document => Documents.Of(new JsonObject { ["Name"] = Name, ["Type"] = "SecureString" });

    public override async Task<DeployedPart> InspectAsync(CancellationToken cancellation) => !await ExistsAsync(cancellation)
        ? Is(PartState.Missing)
        : Compare((await IsOursAsync(cancellation), "not made by IoTLoad"));

    public override async Task EnsureAsync(CancellationToken cancellation)
    {
        if (await ExistsAsync(cancellation))
        {
            if (!await IsOursAsync(cancellation))
            {
                throw OfOthers();
            }

            return;
        }

        await CallAsync("PutParameter", () => aws.Ssm.PutParameterAsync(
            new PutParameterRequest
            {
                Name = Name,
                Type = ParameterType.SecureString,
                Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                Description = $"Signs trigger messages of the IoTLoad function {function}",
                Tags = [.. FunctionNames.TagsOf(function).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
            }, cancellation), cancellation);
    }

    public override async Task<bool> RemoveAsync(CancellationToken cancellation)
    {
        if (!await ExistsAsync(cancellation))
        {
            return false;
        }

        return await IsOursAsync(cancellation)
            ? await aws.FindAsync("ssm", "DeleteParameter", Name,
                () => aws.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = Name }, cancellation), cancellation) is not null
            : throw OfOthers();
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellation) => await aws.FindAsync(
        "ssm", "GetParameter", Name,
        () => aws.Ssm.GetParameterAsync(new GetParameterRequest { Name = Name, WithDecryption = false }, cancellation),
        cancellation) is not null;

    private async Task<bool> IsOursAsync(CancellationToken cancellation)
    {
        var found = await CallAsync("ListTagsForResource", () => aws.Ssm.ListTagsForResourceAsync(
            new ListTagsForResourceRequest { ResourceType = ResourceTypeForTagging.Parameter, ResourceId = Name }, cancellation),
            cancellation);
        return FunctionNames.IsOf(function, found.TagList?.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal));
    }

    private Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellation) =>
        aws.CallAsync("ssm", operation, Name, call, cancellation);
}
