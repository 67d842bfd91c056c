using System.Text.RegularExpressions;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Metrics;

/// <summary>Puts dashboards into CloudWatch.</summary>
public static partial class CloudWatchDashboards
{
    /// <summary>The region that a connection means.</summary>
    /// <exception cref="LoadException">None is known.</exception>
    public static string RegionOf(AwsConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.ResolveRegion().SystemName;
    }

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
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(name);
        if (!NamePattern().IsMatch(name))
        {
            throw new LoadException(
                "DashboardNameInvalid", LoadErrorKind.InvalidInput, $"'{name}' cannot be the name of a CloudWatch dashboard.",
                "Use up to 255 letters, digits, '-' and '_'.", name);
        }

        var config = connection.Configure(new AmazonCloudWatchConfig());
        using var client = new AmazonCloudWatchClient(await connection.ResolveCredentialsAsync(cancellation), config);
        var region = connection.ResolveRegion().SystemName;
        PutDashboardResponse answer;
        try
        {
            answer = await client.PutDashboardAsync(new PutDashboardRequest { DashboardName = name, DashboardBody = body }, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw AwsFault.From(e, new AwsCall("cloudwatch", "PutDashboard", name), region);
        }

        return answer.DashboardValidationMessages is { Count: > 0 } messages
            ? throw new LoadException(
                "DashboardRejected",
                LoadErrorKind.InvalidInput,
                $"CloudWatch has the dashboard '{name}', and shows a part of it only: "
                    + $"{string.Join("; ", messages.Select(message => $"{message.DataPath} {message.Message}"))}",
                "See that the function names exist, and look at the dashboard's source in the console.",
                name)
            : new PublishedDashboard(name, region,
                $"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
