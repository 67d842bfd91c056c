using System.Text;
using IoTLoad.Engine;

namespace IoTLoad.Storage.InfluxDb;

/// <summary>A line that the server will never take, and why.</summary>
internal readonly record struct RejectedLine(byte[] Line, LoadException Error);

/// <summary>What became of a batch.</summary>
internal sealed class SendResult
{
    /// <summary>Lines that the server has.</summary>
    public int Written { get; set; }

    /// <summary>Lines that it will never take.</summary>
    public List<RejectedLine> Rejected { get; } = [];

    /// <summary>Lines that are still to be sent, after a failure.</summary>
    public List<LineBatch> Unsent { get; } = [];

    /// <summary>Why lines are unsent; null where none is.</summary>
    public WriteOutcome? Failure { get; set; }
}

/// <summary>
/// Sends a batch so that one line which the server rejects costs no other: named lines are taken out and the rest sent again; where
/// the server names none, the batch is halved until the culprits stand alone. Writing a point again changes nothing, for
/// InfluxDB keeps one point a series and time.
/// </summary>
internal sealed class BatchSender(InfluxDbClient client, int batchLines)
{
    /// <summary>Requests spent on telling good lines from bad ones before the rest of a batch is given up with them.</summary>
    private const int MostRequests = 100;

    public async Task<SendResult> SendAsync(LineBatch batch, CancellationToken cancellation)
    {
        var result = new SendResult();
        var open = new Stack<LineBatch>();
        Split(batch, (batch.Count + batchLines - 1) / batchLines, open);
        var requests = 0;
        while (open.TryPop(out var part))
        {
            WriteOutcome outcome;
            try
            {
                outcome = await client.WriteAsync(part.ToGzip(), cancellation);
            }
            catch (OperationCanceledException)
            {
                outcome = new WriteOutcome { Status = WriteStatus.Retry, Error = InfluxDbErrors.TimedOut(client.Connection) };
            }

            switch (outcome.Status)
            {
                case WriteStatus.Accepted:
                    result.Written += part.Count;
                    break;
                case WriteStatus.Rejected or WriteStatus.TooLarge:
                    Sort(part, outcome, open, result, ++requests);
                    break;
                default:
                    result.Failure = outcome;
                    result.Unsent.Add(part);
                    result.Unsent.AddRange(open);
                    return result;
            }
        }

        return result;
    }

    private static void Split(LineBatch batch, int parts, Stack<LineBatch> open)
    {
        if (parts <= 1)
        {
            open.Push(batch);
            return;
        }

        for (var part = parts - 1; part >= 0; part--)
        {
            var (from, to) = ((long)batch.Count * part / parts, (long)batch.Count * (part + 1) / parts);
            open.Push(batch.Where(i => i >= from && i < to));
        }
    }

    private void Sort(LineBatch part, WriteOutcome outcome, Stack<LineBatch> open, SendResult result, int requests)
    {
        var named = Named(part, outcome.Lines);
        if (named.Count > 0 && outcome.Status == WriteStatus.Rejected)
        {
            foreach (var (index, reason) in named)
            {
                Reject(part[index], reason, result);
            }

            if (named.Count < part.Count)
            {
                open.Push(part.Where(i => !named.ContainsKey(i)));
            }
        }
        else if (part.Count == 1 || (outcome.Dropped ?? 0) >= part.Count || requests > MostRequests)
        {
            for (var i = 0; i < part.Count; i++)
            {
                Reject(part[i], outcome.Message, result);
            }
        }
        else
        {
            Split(part, 2, open);
        }
    }

    private static Dictionary<int, string> Named(LineBatch part, IReadOnlyList<NamedLine> lines)
    {
        var found = new Dictionary<int, string>();
        if (lines.Count == 0)
        {
            return found;
        }

        var byText = lines.Where(line => line.Number == 0).ToLookup(line => line.Text, line => line.Reason);
        for (var i = 0; byText.Count > 0 && i < part.Count; i++)
        {
            if (byText[Encoding.UTF8.GetString(part[i]).TrimEnd('\n')].FirstOrDefault() is { } reason)
            {
                found[i] = reason;
            }
        }

        foreach (var line in lines.Where(line => line.Number >= 1 && line.Number <= part.Count))
        {
            found[line.Number - 1] = line.Reason;
        }

        return found;
    }

    private void Reject(ReadOnlySpan<byte> line, string reason, SendResult result) => result.Rejected.Add(new RejectedLine(
        line.ToArray(), InfluxDbErrors.LineRejected(client.Connection, reason, Encoding.UTF8.GetString(line).TrimEnd('\n'))));
}
