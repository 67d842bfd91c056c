using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using IoTLoad.Sandbox.Account;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Ssm;

/// <summary>Systems Manager's Parameter Store.</summary>
internal sealed class SsmApi
{
    private const int PageSize = 10;
    private const int StandardBytes = 4096;
    private const int AdvancedBytes = 8192;
    private static readonly string[] Types = ["String", "StringList", "SecureString"];

    private readonly ConcurrentDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SortedDictionary<string, string>> _tags = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SandboxAccount _account;
    private readonly TimeProvider _clock;

    private SsmApi(SandboxAccount account, TimeProvider clock)
    {
        _account = account;
        _clock = clock;
    }

    public static ServiceApi Create(SandboxAccount account, TimeProvider clock)
    {
        var ssm = new SsmApi(account, clock);
        return new ServiceApi { SigningName = "ssm", Target = "AmazonSSM" }
            .Add("PutParameter", ssm.Put, call => ssm.ArnOf(call.Input.Required("Name")))
            .Add("GetParameter", ssm.Get, call => ssm.ArnOf(call.Input.Required("Name")))
            .Add("GetParameters", ssm.GetSeveral, call => ssm.ArnOf(call.Input.Texts("Names").FirstOrDefault("*")))
            .Add("GetParametersByPath", ssm.GetByPath, call => ssm.ArnOf(call.Input.Required("Path").TrimEnd('/')))
            .Add("DescribeParameters", ssm.Describe, _ => "*")
            .Add("DeleteParameter", ssm.Delete, call => ssm.ArnOf(call.Input.Required("Name")))
            .Add("DeleteParameters", ssm.DeleteSeveral, call => ssm.ArnOf(call.Input.Texts("Names").FirstOrDefault("*")))
            .Add("AddTagsToResource", ssm.AddTags, call => ssm.ArnOf(call.Input.Required("ResourceId")))
            .Add("RemoveTagsFromResource", ssm.RemoveTags, call => ssm.ArnOf(call.Input.Required("ResourceId")))
            .Add("ListTagsForResource", ssm.ListTags, call => ssm.ArnOf(call.Input.Required("ResourceId")));
    }

    private static RefusedException NotFound(string name) => new(400, "ParameterNotFound", $"Parameter {name} not found.");

    private string ArnOf(string name) => _account.Arn("ssm", $"parameter/{name.TrimStart('/')}");

    private Document Put(Call call)
    {
        var input = call.Input;
        var name = input.Required("Name");
        var value = input.Required("Value");
        var tier = input.Text("Tier") ?? "Standard";
        if (Encoding.UTF8.GetByteCount(value) > (tier == "Standard" ? StandardBytes : AdvancedBytes))
        {
            throw new InvalidInputException(
                $"Standard tier parameters support a maximum parameter value of {StandardBytes} characters. To create a larger "
                    + $"parameter value, upgrade the parameter to use the advanced-parameter tier.");
        }

        lock (_gate)
        {
            var former = _parameters.GetValueOrDefault(name);
            if (former is not null && input.Flag("Overwrite") != true)
            {
                throw new RefusedException(
                    400, "ParameterAlreadyExists",
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.");
            }

            var type = input.Text("Type") ?? former?.Type;
            if (!Types.Contains(type))
            {
                throw new InvalidInputException("A parameter type is required when you create a parameter.");
            }

            var parameter = new Parameter(
                name,
                type!,
                value,
                (former?.Version ?? 0) + 1,
                _clock.GetUtcNow(),
                input.Text("DataType") ?? "text",
                input.Text("Description") ?? former?.Description,
                type == "SecureString" ? input.Text("KeyId") ?? "alias/aws/ssm" : null,
                tier);
            _parameters[name] = parameter;
            SetTags(name, input);
            return new Document { ["Version"] = parameter.Version, ["Tier"] = tier };
        }
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
            .Where(parameter => recursive || !parameter.Name[path.Length..].Contains('/', StringComparison.Ordinal))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);
        var page = Page.Take(fitting, parameter => parameter.Name, call.Input.Text("NextToken"), call.Input.Integer("MaxResults"),
            PageSize);
        return new Document { ["Parameters"] = page.Items.Select(parameter => Show(parameter, call)).ToList(), ["NextToken"] = page.Next };
    }

    private Document Describe(Call call)
    {
        var all = _parameters.Values.OrderBy(parameter => parameter.Name, StringComparer.Ordinal);
        if (call.Input.List("ParameterFilters").Count > 0 || call.Input.List("Filters").Count > 0)
        {
            throw new InvalidInputException("The sandbox does not know filters of DescribeParameters.");
        }

        var page = Page.Take(all, parameter => parameter.Name, call.Input.Text("NextToken"), call.Input.Integer("MaxResults"), PageSize);
        return new Document
        {
            ["Parameters"] = page.Items.Select(parameter => new Document
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
            }).ToList(),
            ["NextToken"] = page.Next,
        };
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
        lock (_gate)
        {
            _tags.TryRemove(name, out _);
            return _parameters.TryRemove(name, out _);
        }
    }

    private Document AddTags(Call call)
    {
        lock (_gate)
        {
            SetTags(Tagged(call), call.Input);
            return [];
        }
    }

    private Document RemoveTags(Call call)
    {
        lock (_gate)
        {
            var name = Tagged(call);
            foreach (var key in call.Input.Texts("TagKeys"))
            {
                _tags.GetValueOrDefault(name)?.Remove(key);
            }

            return [];
        }
    }

    private Document ListTags(Call call)
    {
        lock (_gate)
        {
            var tags = _tags.GetValueOrDefault(Tagged(call)) ?? [];
            return new Document { ["TagList"] = tags.Select(tag => new Document { ["Key"] = tag.Key, ["Value"] = tag.Value }).ToList() };
        }
    }

    private string Tagged(Call call)
    {
        var name = call.Input.Required("ResourceId");
        return call.Input.Text("ResourceType") == "Parameter" && _parameters.ContainsKey(name)
            ? name
            : throw new RefusedException(400, "InvalidResourceId",
                "The resource ID is not valid. Verify that you entered the correct ID and try again.");
    }

    private void SetTags(string name, Document input)
    {
        foreach (var tag in input.Documents("Tags"))
        {
            _tags.GetOrAdd(name, static _ => new SortedDictionary<string, string>(StringComparer.Ordinal))[tag.Required("Key")] =
                tag.Text("Value") ?? "";
        }
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
