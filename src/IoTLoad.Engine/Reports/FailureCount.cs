namespace IoTLoad.Engine.Reports;

/// <summary>What a failure happened to.</summary>
public enum FailureKind
{
    /// <summary>A connection attempt.</summary>
    Connect,

    /// <summary>A subscription.</summary>
    Subscribe,

    /// <summary>A connection that was up.</summary>
    Disconnect,

    /// <summary>A message.</summary>
    Publish,
}

/// <summary>How often something failed for one reason.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="Reason">A stable name, such as <c>ConnectionRefused</c> or <c>NotAuthorized</c>.</param>
/// <param name="Count">How often.</param>
/// <param name="Example">The first occurrence in words, with its device and endpoint.</param>
public sealed record FailureCount(FailureKind Kind, string Reason, long Count, string Example);
