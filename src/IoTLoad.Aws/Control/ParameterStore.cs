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
        var values = new Dictionary<string, string>();
        if (names.Count == 0)
        {
            return values;
        }

        using var client = new AmazonSimpleSystemsManagementClient(
            await connection.ResolveCredentialsAsync(cancellation), connection.Configure(new AmazonSimpleSystemsManagementConfig()));
        foreach (var some in names.Distinct(StringComparer.Ordinal).Chunk(NamesAtOnce))
        {
            var response = await new AwsCall("ssm", "GetParameters", some[0]).RunAsync(
                () => client.GetParametersAsync(new GetParametersRequest { Names = [.. some], WithDecryption = true }, cancellation),
                null, cancellation);
            if (response.InvalidParameters is { Count: > 0 } missing)
            {
                throw LoadException.NotFound(
                    "ParameterNotFound", $"There is no parameter {string.Join(", ", missing)} in Systems Manager.",
                    "Write it (aws ssm put-parameter --type SecureString), or deploy the function again.", missing[0]);
            }

            foreach (var parameter in response.Parameters)
            {
                values[parameter.Name] = parameter.Value;
            }
        }

        return values;
    }
}
