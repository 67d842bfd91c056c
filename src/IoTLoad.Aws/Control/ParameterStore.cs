using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Control;

/// <summary>Reads parameters of Systems Manager's Parameter Store, and decrypts them. Keeps none.</summary>
public sealed class ParameterStore(AwsConnection connection)
{
    /// <summary>Most names of one request.</summary>
    private const int NamesAtOnce = 10;

    /// <summary>Reads parameters by name.</summary>
    /// <exception cref="LoadException">ParameterNotFound, or why AWS refused.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(names);
        var values = new Dictionary<string, string>();
        if (names.Count == 0)
        {
            return values;
        }

        using var client = new AmazonSimpleSystemsManagementClient(
            await connection.ResolveCredentialsAsync(cancellation), connection.Configure(new AmazonSimpleSystemsManagementConfig()));
        foreach (var some in names.Distinct(StringComparer.Ordinal).Chunk(NamesAtOnce))
        {
            var response = await AskAsync(client, [.. some], cancellation);
            if (response.InvalidParameters is { Count: > 0 } missing)
            {
                throw new LoadException(
                    "ParameterNotFound", LoadErrorKind.NotFound, $"There is no parameter {string.Join(", ", missing)} in Systems Manager.",
                    "Write it (aws ssm put-parameter --type SecureString), or deploy the function again.", missing[0]);
            }

            foreach (var parameter in response.Parameters)
            {
                values[parameter.Name] = parameter.Value;
            }
        }

        return values;
    }

    private static async Task<GetParametersResponse> AskAsync(AmazonSimpleSystemsManagementClient client, List<string> names,
        CancellationToken cancellation)
    {
        try
        {
            return await client.GetParametersAsync(new GetParametersRequest { Names = names, WithDecryption = true }, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw AwsFault.From(exception, new AwsCall("ssm", "GetParameters", names[0]));
        }
    }
}
