using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace IoTLoad.Aws.Credentials;

/// <summary>
/// Refusals that pass: another change is in progress, or something that was just made is not known everywhere yet. Calls that change
/// something wait for them, within a bound.
/// </summary>
internal static partial class PassingState
{
    /// <summary>How long a state that passes is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Calls until AWS takes it, or refuses for good.</summary>
    /// <param name="call">The call.</param>
    /// <param name="waits">Takes what is waited for, in words; each time anew.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public static async Task<T> WaitAsync<T>(Func<Task<T>> call, Action<string> waits, CancellationToken cancellation)
    {
        for (var until = DateTimeOffset.UtcNow + Patience; ;)
        {
            try
            {
                return await call();
            }
            catch (AmazonServiceException error) when (Passes(error) && DateTimeOffset.UtcNow < until)
            {
                waits($"Waiting, because AWS says: {error.Message}");
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    /// <summary>Whether AWS refuses for a moment only.</summary>
    public static bool Passes(AmazonServiceException error) => error.ErrorCode switch
    {
        "ResourceNotReadyException" or "ConcurrentModification" or "ConcurrentModificationException" or "OperationAbortedException"
            or "ConflictingResourceUpdateException" or "TransactionInProgressException" => true,
        "ResourceConflictException" => InProgress().IsMatch(error.Message),
        _ => UnknownRole().IsMatch(error.Message),
    };

    [GeneratedRegex(@"in progress|pending|currently in the following state|try again",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InProgress();

    // Lambda says "cannot be assumed by Lambda", IoT Core "unable to assume role" or "is unable to perform: sts:AssumeRole on resource".
    [GeneratedRegex(@"cannot be assumed|unable to (assume|perform: sts:AssumeRole)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UnknownRole();
}
