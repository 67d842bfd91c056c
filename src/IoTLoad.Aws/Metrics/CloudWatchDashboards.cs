using System.Text.RegularExpressions;
using Amazon.CloudWatch;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Metrics;

/// <summary>Puts dashboards into CloudWatch.</summary>
public static partial class CloudWatchDashboards
{
    /// <summary>The region that a connection means.</summary>
    /// <exception cref="LoadException">None is known.</exception>
    public static string RegionOf(AwsConnection connection) => connection.ResolveRegion().SystemName;

    /// <summary>Makes a dashboard, or replaces the one of its name.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="name">Its name: up to 255 letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="body">The dashboard, JSON.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="LoadException">
    /// DashboardNameInvalid, what AWS refuses, or DashboardRejected with what CloudWatch finds wrong in the body.
    /// </exception>
    public static async Task<PublishedDashboard> PutAsync(AwsConnection connection, string name, string body,
        CancellationToken cancellation)
    {
        if (!NamePattern().IsMatch(name))
        {
            throw LoadException.InvalidInput(
                "DashboardNameInvalid", $"'{name}' cannot be the name of a CloudWatch dashboard.",
                "Use up to 255 letters, digits, '-' and '_'.", name);
        }

        var config = connection.Configure(new AmazonCloudWatchConfig());
        using var client = new AmazonCloudWatchClient(await connection.ResolveCredentialsAsync(cancellation), config);
        var region = connection.ResolveRegion().SystemName;
        var answer = await new AwsCall("cloudwatch", "PutDashboard", name).RunAsync(
            () => client.PutDashboardAsync(new() { DashboardName = name, DashboardBody = body }, cancellation), region, cancellation);

        return answer.DashboardValidationMessages is { Count: > 0 } messages
            ? throw LoadException.InvalidInput(
                "DashboardRejected",
                $"CloudWatch has the dashboard '{name}', and shows a part of it only: "
                    + $"{string.Join("; ", messages.Select(message => $"{message.DataPath} {message.Message}"))}",
                "See that the function names exist, and look at the dashboard's source in the console.", name)
            : new PublishedDashboard(name, region,
                $"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}

/// <summary>A dashboard in CloudWatch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">AWS region.</param>
/// <param name="Url">Where people see it.</param>
public sealed record PublishedDashboard(string Name, string Region, string Url)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
