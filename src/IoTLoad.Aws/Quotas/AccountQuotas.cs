using Amazon.ServiceQuotas;
using Amazon.ServiceQuotas.Model;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Quotas;

/// <summary>The values that quotas of AWS IoT Core have in an account and region, as Service Quotas tells them.</summary>
public sealed class AccountQuotas
{
    /// <summary>What Service Quotas calls AWS IoT Core.</summary>
    private const string ServiceCode = "iotcore";

    private readonly Dictionary<string, double> _values;

    private AccountQuotas(Dictionary<string, double> values) => _values = values;

    /// <summary>AWS's defaults, for an account that is not asked.</summary>
    public static AccountQuotas Defaults { get; } = new([]);

    /// <summary>Whether any value is the account's own.</summary>
    public bool IsOfAccount => _values.Count > 0;

    /// <summary>Asks Service Quotas.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <exception cref="LoadException">What AWS refuses; the caller needs servicequotas:ListServiceQuotas.</exception>
    public static async Task<AccountQuotas> ReadAsync(AwsConnection connection, CancellationToken cancellation)
    {
        var config = connection.Configure(new AmazonServiceQuotasConfig());
        using var client = new AmazonServiceQuotasClient(await connection.ResolveCredentialsAsync(cancellation), config);
        var values = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        var request = new ListServiceQuotasRequest { ServiceCode = ServiceCode, MaxResults = 100 };
        do
        {
            var page = await new AwsCall("servicequotas", "ListServiceQuotas").RunAsync(
                () => client.ListServiceQuotasAsync(request, cancellation), connection.RegionName, cancellation);
            foreach (var quota in page.Quotas ?? [])
            {
                if (quota is { QuotaName: { } name, Value: { } value })
                {
                    values[name] = value;
                }
            }

            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));

        return new AccountQuotas(values);
    }

    /// <summary>A quota's value in the account; null if Service Quotas does not have it.</summary>
    public double? Find(IoTCoreQuota quota) =>
        quota.ServiceQuotasName is { } name && _values.TryGetValue(name, out var value) ? value : null;
}
