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

    public override async Task<DeployedPart> InspectAsync() => !await ExistsAsync()
        ? Is(PartState.Missing)
        : Compare((await IsOursAsync(), "not made by IoTLoad"));

    public override async Task EnsureAsync()
    {
        if (await ExistsAsync())
        {
            if (!await IsOursAsync())
            {
                throw OfOthers();
            }

            return;
        }

        await aws.CallAsync(Name, stop => aws.Ssm.PutParameterAsync(new PutParameterRequest
        {
            Name = Name,
            Type = ParameterType.SecureString,
            Value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            Description = $"Signs trigger messages of the IoTLoad function {function}",
            Tags = [.. FunctionNames.TagsOf(function).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        }, stop));
    }

    public override async Task<bool> RemoveAsync()
    {
        if (!await ExistsAsync())
        {
            return false;
        }

        return await IsOursAsync()
            ? await aws.FindAsync(Name, stop => aws.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = Name }, stop)) is not null
            : throw OfOthers();
    }

    private async Task<bool> ExistsAsync() => await aws.FindAsync(Name,
        stop => aws.Ssm.GetParameterAsync(new GetParameterRequest { Name = Name, WithDecryption = false }, stop)) is not null;

    private async Task<bool> IsOursAsync()
    {
        var found = await aws.CallAsync(Name,
            stop => aws.Ssm.ListTagsForResourceAsync(
            new ListTagsForResourceRequest { ResourceType = ResourceTypeForTagging.Parameter, ResourceId = Name }, stop));
        return FunctionNames.IsOf(function, found.TagList?.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal));
    }

}
