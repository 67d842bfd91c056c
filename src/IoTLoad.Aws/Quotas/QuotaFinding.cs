using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Quotas;

/// <summary>Something in a plan that AWS IoT Core limits to less.</summary>
public sealed record QuotaFinding
{
    /// <summary>The scenario whose load it is; null for the whole plan.</summary>
    public string? Scenario { get; init; }

    /// <summary>What is limited.</summary>
    public required string Quota { get; init; }

    /// <summary>The limit; of the regions with the smaller default, where the plan is above that only.</summary>
    public required double Limit { get; init; }

    /// <summary>What the plan comes to.</summary>
    public required double Planned { get; init; }

    /// <summary>Unit of both.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether AWS raises the limit on request.</summary>
    public required bool Adjustable { get; init; }

    /// <summary>Whether the limit is the account's own value, and not AWS's default.</summary>
    public bool IsOfAccount { get; init; }

    /// <summary>Whether the limit is so low in some regions only.</summary>
    public bool SmallRegionsOnly { get; init; }

    /// <summary>What to write or do instead.</summary>
    public required string Change { get; init; }

    /// <summary>The finding in a sentence.</summary>
    public string Message
    {
        get
        {
            var where = SmallRegionsOnly ? " in regions with the smaller default" : "";
            var limit = Text($"{Limit:#,0.##} {Unit}").TrimEnd();
            var planned = Text($"{Planned:#,0.##}");
            var scenario = Scenario is null ? "" : $"Scenario '{Scenario}': ";
            var whose = IsOfAccount ? "the account's" : $"AWS IoT Core's{(Adjustable ? " default" : "")}";
            return $"{scenario}{Quota}: {whose} limit is {limit}{where}, the plan comes to " + $"{planned}. {Change}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Message;
}

/// <summary>What a plan takes of a quota that more load breaks.</summary>
public sealed record QuotaUse
{
    /// <summary>What is limited.</summary>
    public required string Quota { get; init; }

    /// <summary>What the plan comes to.</summary>
    public required double Planned { get; init; }

    /// <summary>The limit.</summary>
    public required double Limit { get; init; }

    /// <summary>Unit of both.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether the limit is the account's own value, and not AWS's default for large regions.</summary>
    public required bool IsOfAccount { get; init; }

    /// <summary>Load at which the quota breaks, in percent of this plan's; below 100, the plan itself breaks it.</summary>
    public double BreaksAtPercent => 100 * Limit / Planned;

    /// <inheritdoc/>
    public override string ToString() => Text($"{Quota}, at {BreaksAtPercent:0.#} % of this plan's load: ")
        + Text($"{Limit:#,0.##} {Unit} ({(IsOfAccount ? "the account's value" : "AWS's default")})");
}
