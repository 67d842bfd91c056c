namespace IoTLoad.Reports.Dashboards;

/// <summary>What a CloudWatch dashboard shows.</summary>
public sealed record CloudWatchOptions
{
    /// <summary>AWS region of the metrics.</summary>
    public required string Region { get; init; }

    /// <summary>Lambda functions to show; empty leaves Lambda out.</summary>
    public IReadOnlyList<string> FunctionNames { get; init; } = [];

    /// <summary>Quota of inbound publishes, requests a second.</summary>
    public double InboundQuota { get; init; }

    /// <summary>Quota of outbound publishes, requests a second.</summary>
    public double OutboundQuota { get; init; }

    /// <summary>Quota of connect requests, requests a second.</summary>
    public double ConnectQuota { get; init; }

    /// <summary>Quota of Lambda's concurrent executions.</summary>
    public double ConcurrencyQuota { get; init; }
}
