using System.Runtime.CompilerServices;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>Reads the per-second points that tests have written, as they come in: a million points take no more memory than one.</summary>
public sealed class InfluxDbReader : IDisposable
{
    private readonly InfluxDbClient _client;

    /// <summary>Prepares to read; nothing is connected.</summary>
    /// <exception cref="LoadException">A certificate or key cannot be read.</exception>
    public InfluxDbReader(InfluxDbConnection connection) => _client = new InfluxDbClient(connection);

    /// <summary>
    /// Reads one point for each time, shard, metric and statistic: the objects that <see cref="Runs.RunMetrics.Read"/> gives, with source
    /// <c>InfluxDB</c>. Seconds come in order of time; windows (InfluxQL) test by test and shard by shard, each in order of time.
    /// </summary>
    /// <exception cref="LoadException">
    /// <c>InfluxDbUnreachable</c> and its like, <c>InfluxDbUnauthorized</c>, <c>InfluxDbBucketNotFound</c>, <c>InfluxDbQueryFailed</c>,
    /// <c>InfluxDbReadNotSupported</c>, <c>InfluxDbAnswerMalformed</c>, <c>InfluxDbAnswerIncomplete</c>, <c>InfluxDbWindowInvalid</c>.
    /// Points may have come before it.
    /// </exception>
    public async IAsyncEnumerable<MetricPoint> ReadAsync(InfluxDbQuery query, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(query);
        SecondField[] fields = [.. SecondField.All.Where(field => (query.NameFilter?.Invoke(field.Name) ?? true) && (query.StatisticFilter?.Invoke(field.Statistic) ?? true))];
        if (fields.Length == 0)
        {
            yield break;
        }

        var maker = new SecondRows(fields, query.TestId);
        await using var rows = RowsAsync(query, FieldsToAsk(fields, query.Window is not null), cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            // An iterator may not yield within try and catch: each step is guarded on its own.
            MetricPoint[] points;
            try
            {
                if (!await rows.MoveNextAsync())
                {
                    yield break;
                }

                points = [.. maker.Of(rows.Current)];
            }
            catch (Exception exception) when (Explain(exception) is { } error)
            {
                throw error;
            }

            foreach (var point in points)
            {
                yield return point;
            }
        }
    }

    /// <inheritdoc cref="ReadAsync"/>
    public IEnumerable<MetricPoint> Read(InfluxDbQuery query, CancellationToken cancellation = default) =>
        ReadAsync(query, cancellation).ToBlockingEnumerable(cancellation);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static void Check(InfluxDbQuery query)
    {
        LineText.CheckName(query.Measurement, "the name of a measurement");
        if (query.Window is { } window && (window < TimeSpan.FromMilliseconds(1) || window > TimeSpan.FromDays(3650) || window.Ticks % TimeSpan.TicksPerMillisecond != 0))
        {
            throw new LoadException(
                "InfluxDbWindowInvalid",
                LoadErrorKind.InvalidInput,
                $"A window of {window} makes no sense.",
                "Write it in whole milliseconds or more, such as 10s or 1m.",
                window);
        }
    }

    private static List<(string Key, string Aggregate)> FieldsToAsk(IReadOnlyList<SecondField> fields, bool windows)
    {
        var keys = new List<(string, string)>();
        foreach (var field in fields)
        {
            if (windows && field is { Latency: not null, Statistic: "Mean" })
            {
                keys.Add((SecondField.KeyOf(field.Name) + SecondField.SumSuffix, "sum"));
                keys.Add((SecondField.KeyOf(field.Name) + SecondField.CountSuffix, "sum"));
            }
            else
            {
                keys.Add((field.Key, field.Aggregate));
            }
        }

        return [.. keys.Distinct()];
    }

    private async IAsyncEnumerable<ResultRow> RowsAsync(
        InfluxDbQuery query, IReadOnlyList<(string Key, string Aggregate)> fields, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var server = await _client.DetectAsync(cancellation);
        if (server.Kind == InfluxDbKind.Writer)
        {
            throw InfluxDbErrors.ReadNotSupported(_client.Connection, server);
        }

        if (query.Language == InfluxDbLanguage.Flux || (query.Language == InfluxDbLanguage.Auto && server.Kind == InfluxDbKind.V2))
        {
            var flux = FluxText.Select(_client.Connection.Target, query, fields);
            using var answer = await _client.QueryFluxAsync(flux, cancellation);
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            await foreach (var row in AnnotatedCsv.ReadAsync(body, cancellation))
            {
                yield return row;
            }

            yield break;
        }

        var text = InfluxQlText.Select(query, fields);
        if (query.Format == InfluxDbFormat.Csv)
        {
            var any = false;
            await foreach (var row in AskAsync(text, csv: true, cancellation))
            {
                any = true;
                yield return row;
            }

            if (any)
            {
                yield break;
            }
        }

        await foreach (var row in AskAsync(text, csv: false, cancellation))
        {
            yield return row;
        }
    }

    private async IAsyncEnumerable<ResultRow> AskAsync(string text, bool csv, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await _client.QueryInfluxQlAsync(text, csv, cancellation);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var row in csv ? InfluxQlCsv.ReadAsync(body, cancellation) : InfluxQlJson.ReadAsync(body, cancellation))
        {
            yield return row;
        }
    }

    private LoadException? Explain(Exception exception) => exception switch
    {
        AnswerErrorException => InfluxDbErrors.QueryFailed(_client.Connection, exception.Message),
        AnswerFormatException => InfluxDbErrors.AnswerMalformed(_client.Connection, exception.Message, exception),
        AnswerCutException => InfluxDbErrors.AnswerIncomplete(_client.Connection),
        IOException or HttpRequestException => InfluxDbErrors.ConnectionLost(_client.Connection, exception.Message, exception),
        _ => null,
    };
}
