using System.Runtime.CompilerServices;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using IoTLoad.Aws.Credentials;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Metrics;

/// <summary>
/// Reads what IoT Core and Lambda say of themselves in CloudWatch, by the minute. This is where CloudWatch is known; what a
/// point is to users of the run store is not, so that neither needs the other.
/// </summary>
public static class CloudWatchReader
{
    /// <summary>Most queries of a GetMetricData call.</summary>
    private const int QueriesPerCall = 500;

    /// <summary>Most points of a GetMetricData call; more come with NextToken.</summary>
    private const int PointsPerCall = 100_800;

    /// <summary>How often a metric is asked for that CloudWatch could not read.</summary>
    private const int Attempts = 3;

    private const string Rate = "Rate";
    private static readonly string[] Protocols = ["MQTT", "HTTP"];
    private static readonly Dictionary<string, string> OurStatistics = new() { ["Average"] = "Mean", ["Maximum"] = "Max" };

    /// <summary>Statistics that points carry.</summary>
    public static IReadOnlyList<string> Statistics { get; } =
    [
        .. CloudWatchMetric.All.SelectMany(metric => metric.Statistics).Distinct()
            .Select(statistic => OurStatistics.GetValueOrDefault(statistic, statistic)),
        Rate,
    ];

    /// <summary>How long after its end a minute's points have arrived: they come one to three minutes late.</summary>
    public static TimeSpan Lateness { get; } = TimeSpan.FromMinutes(3);

    /// <summary>When the points of all minutes up to a time have arrived.</summary>
    public static DateTimeOffset CompleteAt(DateTimeOffset to) => Ceiling(to, TimeSpan.FromMinutes(1)) + Lateness;

    /// <summary>Reads points, in order of time. Counts have two: the period's sum, and what that is a second.</summary>
    /// <param name="connection">How to reach AWS.</param>
    /// <param name="query">What to read.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <returns>The points; none where CloudWatch has none, or none yet.</returns>
    /// <exception cref="LoadException">What AWS refuses.</exception>
    public static async Task<IReadOnlyList<CloudWatchPoint>> ReadAsync(AwsConnection connection, CloudWatchQuery query,
        CancellationToken cancellation)
    {
        var config = connection.Configure(new AmazonCloudWatchConfig());
        using var client = new AmazonCloudWatchClient(await connection.ResolveCredentialsAsync(cancellation), config);
        return await ReadAsync(client, query, connection.ResolveRegion().SystemName, cancellation);
    }

    /// <summary>Reads points through a client.</summary>
    internal static async Task<IReadOnlyList<CloudWatchPoint>> ReadAsync(
        AmazonCloudWatchClient client, CloudWatchQuery query, string region, CancellationToken cancellation)
    {
        var wanted = CloudWatchMetric.All.Where(metric => query.NameFilter?.Invoke(metric.Name) ?? true).ToList();
        var found = await FindSeriesAsync(client, wanted, query, region, cancellation);
        var series = found.SelectMany(each => each.Kind.Statistics.Select(statistic => new Series(each.Kind, each.Dimensions, statistic)))
            .ToList();
        var period = query.PeriodAt(DateTimeOffset.UtcNow);
        var points = new List<CloudWatchPoint>();
        for (var attempt = 1; series.Count > 0; attempt++)
        {
            var refused = await ReadAsync(client, series, query, period, region, points, cancellation);
            if (refused.Count > 0 && attempt == Attempts)
            {
                throw Incomplete(refused);
            }

            if (refused.Count > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellation);
            }

            series = [.. refused.Select(each => each.Series)];
        }

        return
        [
            .. points.OrderBy(point => point.Timestamp).ThenBy(point => point.Name, StringComparer.Ordinal)
                .ThenBy(point => point.Dimensions, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds the points of the series that CloudWatch could read.</summary>
    /// <returns>The other series, each with its status.</returns>
    private static async Task<List<(Series Series, string Status)>> ReadAsync(
        AmazonCloudWatchClient client, List<Series> series, CloudWatchQuery query, int period, string region, List<CloudWatchPoint> points,
        CancellationToken cancellation)
    {
        var refused = new List<(Series Series, string Status)>();
        for (var first = 0; first < series.Count; first += QueriesPerCall)
        {
            var chunk = series.GetRange(first, Math.Min(QueriesPerCall, series.Count - first));
            var answers = new Dictionary<Series, (List<CloudWatchPoint> Points, string? Refusal)>();
            await foreach (var result in GetDataAsync(client, chunk, query, period, region, cancellation))
            {
                // The ID is a letter and the number of the query.
                var one = chunk[int.Parse(result.Id!.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
                var (read, refusal) = answers.TryGetValue(one, out var known) ? known : ([], null);
                read.AddRange(PointsOf(result, one.Kind, one.Dimensions, one.Statistic, period));
                answers[one] = (read, refusal ?? RefusalOf(result));
            }

            refused.AddRange(answers.Where(answer => answer.Value.Refusal is not null)
                .Select(answer => (answer.Key, answer.Value.Refusal!)));
            points.AddRange(answers.Values.Where(answer => answer.Refusal is null).SelectMany(answer => answer.Points));
        }

        return refused;
    }

    // A page of a series is PartialData, the last one Complete. Anything else means that points are missing.
    private static string? RefusalOf(MetricDataResult result) =>
        result.StatusCode is null || result.StatusCode == StatusCode.Complete || result.StatusCode == StatusCode.PartialData
            ? null
            : string.Join("; ", (result.Messages ?? []).Select(message => message.Value).Prepend(result.StatusCode.Value));

    private static LoadException Incomplete(List<(Series Series, string Status)> refused) => new(
        "CloudWatchIncomplete", LoadErrorKind.InvalidState,
        "CloudWatch could not read "
            + string.Join(", ", refused.Select(each => $"{each.Series.Kind.Name} ({each.Status})").Distinct().Take(5))
            + $", asked {Attempts} times.", "Try again in a minute. If a metric is Forbidden, allow cloudwatch:GetMetricData.");

    private static IEnumerable<CloudWatchPoint> PointsOf(
        MetricDataResult result, CloudWatchMetric kind, IReadOnlyList<Dimension> dimensions, string statistic, int period)
    {
        var text = string.Join(",", dimensions.Select(dimension => $"{dimension.Name}={dimension.Value}"));
        foreach (var (timestamp, value) in (result.Timestamps ?? []).Zip(result.Values ?? []))
        {
            var time = new DateTimeOffset(timestamp.ToUniversalTime());
            yield return new CloudWatchPoint(time, kind.Name, text, OurStatistics.GetValueOrDefault(statistic, statistic), value,
                kind.Unit);
            if (statistic == "Sum")
            {
                yield return new CloudWatchPoint(time, kind.Name, text, Rate, value / period, kind.Unit + "/Second");
            }
        }
    }

    private static async IAsyncEnumerable<MetricDataResult> GetDataAsync(
        AmazonCloudWatchClient client, List<Series> series, CloudWatchQuery query, int period, string region,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var step = TimeSpan.FromSeconds(period);
        var request = new GetMetricDataRequest
        {
            StartTime = Floor(query.From, step).UtcDateTime,
            EndTime = Ceiling(query.To, step).UtcDateTime,
            ScanBy = ScanBy.TimestampAscending,
            MaxDatapoints = PointsPerCall,
            MetricDataQueries =
            [
                .. series.Select((each, index) => new MetricDataQuery
                {
                    Id = $"q{index}",
                    MetricStat = new MetricStat
                    {
                        Metric = new Metric { Namespace = each.Kind.Namespace, MetricName = each.Kind.Name,
                            Dimensions = [.. each.Dimensions] },
                        Period = period,
                        Stat = each.Statistic,
                    },
                }),
            ],
        };
        do
        {
            var page = await new AwsCall("cloudwatch", "GetMetricData").RunAsync(
                () => client.GetMetricDataAsync(request, cancellation), region, cancellation);
            foreach (var result in page.MetricDataResults ?? [])
            {
                yield return result;
            }

            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }

    // CloudWatch lists a new metric only after up to 15 minutes: what is known without the list is asked for besides.
    private static async Task<IReadOnlyList<(CloudWatchMetric Kind, IReadOnlyList<Dimension> Dimensions)>> FindSeriesAsync(
        AmazonCloudWatchClient client, List<CloudWatchMetric> wanted, CloudWatchQuery query, string region, CancellationToken cancellation)
    {
        var known = wanted.Where(metric => metric.IsByProtocol)
            .SelectMany(metric => Protocols.Select(protocol => (metric, Dimensions("Protocol", protocol))))
            .Concat(wanted.Where(metric => metric.Namespace == CloudWatchMetric.Lambda)
                .SelectMany(metric => query.FunctionNames.Select(function => (metric, Dimensions("FunctionName", function)))));
        var listed = new List<(CloudWatchMetric Kind, IReadOnlyList<Dimension> Dimensions)>();
        foreach (var space in wanted.Select(metric => metric.Namespace).Distinct(StringComparer.Ordinal))
        {
            // Named functions need no list.
            if (space == CloudWatchMetric.Lambda && query.FunctionNames.Count > 0)
            {
                continue;
            }

            await foreach (var metric in ListAsync(client, space, region, cancellation))
            {
                IReadOnlyList<Dimension> dimensions = [.. (metric.Dimensions ?? [])
                    .OrderBy(dimension => dimension.Name, StringComparer.Ordinal)];
                if (wanted.Find(kind => kind.Namespace == space && kind.Name == metric.MetricName) is { } kind
                    && IsOneOfUse(kind, dimensions))
                {
                    listed.Add((kind, dimensions));
                }
            }
        }

        return [.. known.Concat(listed)
            .DistinctBy(each => (each.Item1, string.Join(",", each.Item2.Select(dimension => $"{dimension.Name}={dimension.Value}"))))];
    }

    // Lambda counts each call several times: for all functions, by function, and by version or alias.
    private static bool IsOneOfUse(CloudWatchMetric metric, IReadOnlyList<Dimension> dimensions) =>
        metric.Namespace == CloudWatchMetric.Lambda ? dimensions is [{ Name: "FunctionName" }] : dimensions.Count > 0;

    private static async IAsyncEnumerable<Metric> ListAsync(
        AmazonCloudWatchClient client, string space, string region, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListMetricsRequest { Namespace = space };
        do
        {
            var page = await new AwsCall("cloudwatch", "ListMetrics").RunAsync(
                () => client.ListMetricsAsync(request, cancellation), region, cancellation);
            foreach (var metric in page.Metrics ?? [])
            {
                yield return metric;
            }

            request.NextToken = page.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }

    private sealed record Series(CloudWatchMetric Kind, IReadOnlyList<Dimension> Dimensions, string Statistic);

    private static IReadOnlyList<Dimension> Dimensions(string name, string value) => [new Dimension { Name = name, Value = value }];

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks / step.Ticks * step.Ticks, TimeSpan.Zero);

    private static DateTimeOffset Ceiling(DateTimeOffset time, TimeSpan step)
    {
        var floor = Floor(time, step);
        return floor == time ? floor : floor + step;
    }
}
