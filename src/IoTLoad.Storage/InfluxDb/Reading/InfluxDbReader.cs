using System.Runtime.CompilerServices;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>A row of an answer: the values of one time, test and shard, by their field's key.</summary>
internal readonly record struct SecondRow(
    DateTimeOffset Time, string Test, int Shard, string Scenario, IReadOnlyDictionary<string, double> Values);

/// <summary>Reads the per-second points that tests have written as they come in, so that many take no more memory than few.</summary>
public sealed class InfluxDbReader : IDisposable
{
    private readonly InfluxDbClient _client;

    /// <summary>Prepares to read; nothing is connected.</summary>
    /// <exception cref="Engine.LoadException">A certificate or key cannot be read.</exception>
    public InfluxDbReader(InfluxDbConnection connection) => _client = new InfluxDbClient(connection);

    /// <summary>
    /// Reads one point for each time, shard, metric and statistic: the objects that <see cref="Runs.RunMetrics.Read"/> gives, with source
    /// <c>InfluxDB</c>. Seconds come in order of time; windows (InfluxQL) test by test and shard by shard, each in order of time. A
    /// second that several retention policies hold comes once.
    /// </summary>
    /// <exception cref="Engine.LoadException">
    /// <c>InfluxDbUnreachable</c> and similar, <c>InfluxDbUnauthorized</c>, <c>InfluxDbBucketNotFound</c>, <c>InfluxDbQueryFailed</c>,
    /// <c>InfluxDbReadNotSupported</c>, <c>InfluxDbAnswerMalformed</c>, <c>InfluxDbAnswerIncomplete</c>, <c>InfluxDbWindowInvalid</c>.
    /// Points may have come before it.
    /// </exception>
    public async IAsyncEnumerable<MetricPoint> ReadAsync(InfluxDbQuery query,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        query.Check();
        var fields = query.Fields();
        if (fields.Count == 0)
        {
            yield break;
        }

        await using var rows = RowsAsync(query, cancellation).GetAsyncEnumerator(cancellation);
        while (await MoveNextAsync(rows, cancellation))
        {
            var row = rows.Current;
            foreach (var field in fields)
            {
                if (ValueOf(row.Values, field) is { } value)
                {
                    yield return new MetricPoint
                    {
                        Timestamp = row.Time,

                        // The stored ID may have lost control characters; the one that was asked for has not.
                        TestId = query.TestId is { } asked && LineText.TagValue(asked) == row.Test ? asked : row.Test,
                        Source = "InfluxDB",
                        Name = field.Name,
                        Value = value,
                        Unit = field.Unit,
                        Statistic = field.Statistic,
                        Shard = row.Shard,
                        Scenario = row.Scenario,
                    };
                }
            }
        }
    }

    /// <inheritdoc cref="ReadAsync"/>
    public IEnumerable<MetricPoint> Read(InfluxDbQuery query, CancellationToken cancellation = default) =>
        ReadAsync(query, cancellation).ToBlockingEnumerable(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static double? ValueOf(IReadOnlyDictionary<string, double> values, SecondField field) =>
        !field.IsMeanOfLatency || !values.TryGetValue(field.SumKey, out var sum) ? values.TryGetValue(field.Key, out var value)
            ? value : null
        : values.GetValueOrDefault(field.CountKey) is > 0 and var count ? sum / count
        : null;

    private async Task<bool> MoveNextAsync(IAsyncEnumerator<SecondRow> rows, CancellationToken cancellation)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (Exception exception) when (exception is not Engine.LoadException && !cancellation.IsCancellationRequested)
        {
            throw _client.Explain(exception);
        }
    }

    private async IAsyncEnumerable<SecondRow> RowsAsync(InfluxDbQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var server = await _client.DetectAsync(cancellation);
        if (server.Kind == InfluxDbKind.Writer)
        {
            throw InfluxDbErrors.ReadNotSupported(_client.Connection, server);
        }

        if (query.Language == InfluxDbLanguage.Flux || (query.Language == InfluxDbLanguage.Auto && _client.SpeaksV2(server)))
        {
            await foreach (var record in _client.QueryFluxAsync(Flux.Select(_client.Connection.Target, query), cancellation))
            {
                yield return Flux.RowOf(record);
            }

            yield break;
        }

        var policies = server.Kind == InfluxDbKind.V1 ? await PoliciesAsync(cancellation) : [null];
        var seen = policies.Count > 1 ? new HashSet<(DateTimeOffset, string, int)>() : null;
        foreach (var policy in policies)
        {
            await foreach (var row in InfluxQl.ReadAsync(_client, InfluxQl.Select(query, policy), cancellation))
            {
                if (seen?.Add((row.Time, row.Test, row.Shard)) != false)
                {
                    yield return row;
                }
            }
        }
    }

    /// <summary>The retention policies of the database. A query that names none sees the default one only.</summary>
    private async Task<IReadOnlyList<string?>> PoliciesAsync(CancellationToken cancellation)
    {
        var names = new List<string?>();
        var query = $"SHOW RETENTION POLICIES ON {InfluxQl.Identifier(_client.Connection.Target)}";
        await foreach (var chunk in _client.QueryInfluxQlAsync(query, cancellation))
        {
            names.AddRange(InfluxQl.Series(chunk).SelectMany(series => series.Rows).Select(row => row["name"].GetString()));
        }

        return names.Count == 0 ? [null] : names;
    }
}
