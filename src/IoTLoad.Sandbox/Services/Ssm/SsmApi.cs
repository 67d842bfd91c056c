using System.Security.Cryptography;
using System.Text;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Ssm;

/// <summary>Systems Manager's Parameter Store.</summary>
internal sealed class SsmApi(SandboxAccount account, TimeProvider clock)
{
    private const int StandardBytes = 4096;
    private const int AdvancedBytes = 8192;
    private static readonly string[] Types = ["String", "StringList", "SecureString"];
    private static readonly Paging Pages = new("NextToken", "MaxResults", 10);

    private readonly SortedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Tags _tags = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public static ServiceApi Create(SandboxAccount account, TimeProvider clock)
    {
        var ssm = new SsmApi(account, clock);
        return new ServiceApi { SigningName = "ssm", Target = "AmazonSSM", Gate = new Lock() }
            .Add("PutParameter", ssm.Put, Named("Name"))
            .Add("GetParameter", ssm.Get, Named("Name"))
            .Add("GetParameters", ssm.GetSeveral, First)
            .Add("GetParametersByPath", ssm.GetByPath, call => ssm.ArnOf(call.Input.Required("Path").TrimEnd('/')))
            .Add("DescribeParameters", ssm.Describe, _ => "*")
            .Add("DeleteParameter", ssm.Delete, Named("Name"))
            .Add("DeleteParameters", ssm.DeleteSeveral, First)
            .Add("AddTagsToResource", ssm.AddTags, Named("ResourceId"))
            .Add("RemoveTagsFromResource", ssm.RemoveTags, Named("ResourceId"))
            .Add("ListTagsForResource", ssm.ListTags, Named("ResourceId"));

        Func<Call, string> Named(string member) => call => ssm.ArnOf(call.Input.Required(member));

        string First(Call call) => ssm.ArnOf(call.Input.Texts("Names").FirstOrDefault("*"));
    }

    private static RefusedException NotFound(string name) => new(400, "ParameterNotFound", $"Parameter {name} not found.");

    private string ArnOf(string name) => account.Arn("ssm", $"parameter/{name.TrimStart('/')}");

    private Document Put(Call call)
    {
        var input = call.Input;
        var name = input.Required("Name");
        var value = input.Required("Value");
        var tier = input.Text("Tier") ?? "Standard";
        InvalidInputException.ThrowIf(Encoding.UTF8.GetByteCount(value) > (tier == "Standard" ? StandardBytes : AdvancedBytes),
            $"Standard tier parameters support a maximum parameter value of {StandardBytes} characters. To create a larger "
                + "parameter value, upgrade the parameter to use the advanced-parameter tier.");
        var former = _parameters.GetValueOrDefault(name);
        RefusedException.ThrowIf(former is not null && input.Flag("Overwrite") != true, 400, "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
        var type = input.Text("Type") ?? former?.Type;
        InvalidInputException.ThrowIf(type is null || !Types.Contains(type),
            "A parameter type is required when you create a parameter.");
        var parameter = new Parameter(
            name,
            type,
            value,
            (former?.Version ?? 0) + 1,
            clock.GetUtcNow(),
            input.Text("DataType") ?? "text",
            input.Text("Description") ?? former?.Description,
            type == "SecureString" ? input.Text("KeyId") ?? "alias/aws/ssm" : null,
            tier);
        _parameters[name] = parameter;
        _tags.Set(name, input.Documents("Tags"));
        return new Document { ["Version"] = parameter.Version, ["Tier"] = tier };
    }

    private Document Get(Call call)
    {
        var name = call.Input.Required("Name");
        var parameter = _parameters.GetValueOrDefault(NameOf(name)) ?? throw NotFound(name);
        return new Document { ["Parameter"] = Show(parameter, call) };
    }

    private Document GetSeveral(Call call)
    {
        var names = call.Input.Texts("Names");
        return new Document
        {
            ["Parameters"] = names.Select(name => _parameters.GetValueOrDefault(NameOf(name))).OfType<Parameter>()
                .Select(parameter => Show(parameter, call)).ToList(),
            ["InvalidParameters"] = names.Where(name => !_parameters.ContainsKey(NameOf(name))).ToList(),
        };
    }

    private Document GetByPath(Call call)
    {
        var path = call.Input.Required("Path").TrimEnd('/') + "/";
        var recursive = call.Input.Flag("Recursive") == true;
        var fitting = _parameters.Values
            .Where(parameter => parameter.Name.StartsWith(path, StringComparison.Ordinal))
            .Where(parameter => recursive || !parameter.Name[path.Length..].Contains('/', StringComparison.Ordinal));
        return Pages.Take(call, "Parameters", fitting, parameter => parameter.Name, parameter => Show(parameter, call));
    }

    private Document Describe(Call call)
    {
        InvalidInputException.ThrowIf(call.Input.List("ParameterFilters").Count > 0 || call.Input.List("Filters").Count > 0,
            "The sandbox does not know filters of DescribeParameters.");
        return Pages.Take(call, "Parameters", _parameters.Values, parameter => parameter.Name, parameter => new Document
        {
            ["Name"] = parameter.Name,
            ["ARN"] = ArnOf(parameter.Name),
            ["Type"] = parameter.Type,
            ["KeyId"] = parameter.KeyId,
            ["LastModifiedDate"] = parameter.Modified,
            ["Description"] = parameter.Description,
            ["Version"] = parameter.Version,
            ["Tier"] = parameter.Tier,
            ["DataType"] = parameter.DataType,
        });
    }

    private Document Delete(Call call)
    {
        var name = call.Input.Required("Name");
        return Remove(name) ? [] : throw NotFound(name);
    }

    private Document DeleteSeveral(Call call)
    {
        var names = call.Input.Texts("Names");
        var deleted = names.Where(Remove).ToList();
        return new Document { ["DeletedParameters"] = deleted, ["InvalidParameters"] = names.Except(deleted).ToList() };
    }

    private bool Remove(string name)
    {
        _tags.Remove(name);
        return _parameters.Remove(name);
    }

    private Document AddTags(Call call)
    {
        _tags.Set(Tagged(call), call.Input.Documents("Tags"));
        return [];
    }

    private Document RemoveTags(Call call)
    {
        _tags.Remove(Tagged(call), call.Input.Texts("TagKeys"));
        return [];
    }

    private Document ListTags(Call call) => new() { ["TagList"] = _tags.Of(Tagged(call)) };

    private string Tagged(Call call)
    {
        var name = call.Input.Required("ResourceId");
        return call.Input.Text("ResourceType") == "Parameter" && _parameters.ContainsKey(name)
            ? name
            : throw new RefusedException(400, "InvalidResourceId",
                "The resource ID is not valid. Verify that you entered the correct ID and try again.");
    }

    // A parameter may be named by its ARN.
    private string NameOf(string name) => !name.StartsWith("arn:", StringComparison.Ordinal)
        ? name
        : _parameters.Keys.FirstOrDefault(own => ArnOf(own) == name, name);

    private Document Show(Parameter parameter, Call call) => new()
    {
        ["Name"] = parameter.Name,
        ["Type"] = parameter.Type,
        ["Value"] = parameter.Type == "SecureString" && call.Input.Flag("WithDecryption") != true
            ? Encrypt(parameter.Value) : parameter.Value,
        ["Version"] = parameter.Version,
        ["LastModifiedDate"] = parameter.Modified,
        ["ARN"] = ArnOf(parameter.Name),
        ["DataType"] = parameter.DataType,
    };

    private string Encrypt(string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var result = new byte[12 + plain.Length + 16];
        RandomNumberGenerator.Fill(result.AsSpan(0, 12));
        using var cipher = new AesGcm(_key, 16);
        cipher.Encrypt(result.AsSpan(0, 12), plain, result.AsSpan(12, plain.Length), result.AsSpan(12 + plain.Length));
        return Convert.ToBase64String(result);
    }
}

/// <param name="Type">String, StringList or SecureString.</param>
/// <param name="Value">Value in the clear; the sandbox keeps it in memory alone.</param>
/// <param name="Version">Version, from 1.</param>
/// <param name="Modified">When it was written.</param>
/// <param name="KeyId">Key that a SecureString is encrypted with.</param>
internal sealed record Parameter(
    string Name, string Type, string Value, long Version, DateTimeOffset Modified, string DataType, string? Description, string? KeyId,
    string Tier);
