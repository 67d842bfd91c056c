using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>A line that the server will never accept, and why.</summary>
internal readonly record struct RejectedLine(string Line, LoadException Error);

/// <summary>What became of a batch.</summary>
internal sealed class SendResult
{
    /// <summary>Number of lines that the server has.</summary>
    public int Written { get; set; }

    public List<RejectedLine> Rejected { get; } = [];

    /// <summary>Lines that are still to be sent, after a failure.</summary>
    public List<string> Unsent { get; } = [];

    /// <summary>Why lines are unsent; null if none is.</summary>
    public WriteOutcome? Failure { get; set; }
}

/// <summary>
/// Sends a batch so that one line that the server rejects costs no other: the batch is halved until the culprits stand alone.
/// Writing a point again changes nothing, because InfluxDB keeps one point a series and time.
/// </summary>
internal sealed class BatchSender(InfluxDbClient client, int batchLines)
{
    /// <summary>Rejected requests after which the rest of a batch counts as rejected, too.</summary>
    private const int MostRejections = 200;

    public async Task<SendResult> SendAsync(IReadOnlyList<string> lines, CancellationToken cancellation)
    {
        var result = new SendResult();
        var parts = new Stack<string[]>(lines.Chunk(batchLines).Reverse());
        var rejections = 0;
        while (parts.TryPop(out var part))
        {
            var outcome = await WriteAsync(part, cancellation);
            switch (outcome.Status)
            {
                case WriteStatus.Accepted:
                    result.Written += part.Length;
                    break;
                case WriteStatus.Rejected or WriteStatus.TooLarge
                    when part.Length > 1 && InfluxDbAnswer.Dropped(outcome.Message) < part.Length && ++rejections <= MostRejections:
                    parts.Push(part[(part.Length / 2)..]);
                    parts.Push(part[..(part.Length / 2)]);
                    break;
                case WriteStatus.Rejected or WriteStatus.TooLarge:
                    result.Rejected.AddRange(part.Select(line =>
                        new RejectedLine(line, InfluxDbErrors.LineRejected(client.Connection, outcome.Message, line))));
                    break;
                default:
                    result.Failure = outcome;
                    result.Unsent.AddRange(part);
                    result.Unsent.AddRange(parts.SelectMany(rest => rest));
                    return result;
            }
        }

        return result;
    }

    private async Task<WriteOutcome> WriteAsync(string[] lines, CancellationToken cancellation)
    {
        try
        {
            return await client.WriteAsync(lines, cancellation);
        }
        catch (OperationCanceledException)
        {
            return WriteOutcome.Of(InfluxDbErrors.TimedOut(client.Connection));
        }
    }
}
