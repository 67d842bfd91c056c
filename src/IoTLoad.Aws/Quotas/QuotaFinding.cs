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
            var whose = Scenario is null ? "" : $"Scenario '{Scenario}': ";
            return $"{whose}{Quota}: AWS IoT Core's {(Adjustable ? "default " : "")}limit is {limit}{where}, the plan comes to "
                + $"{planned}. {Change}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Message;
}
