using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Costs;

/// <summary>
/// What one thing that AWS bills for costs in a test. The account's other use in the month, and its free tier, are not known.
/// </summary>
public sealed record LoadCost
{
    /// <summary>What is billed.</summary>
    public required string Item { get; init; }

    /// <summary>How much of it.</summary>
    public required double Quantity { get; init; }

    /// <summary>Unit of the quantity.</summary>
    public required string Unit { get; init; }

    /// <summary>Price of <see cref="Per"/> units; where the quantity reaches a lower price, the mean.</summary>
    public required double Price { get; init; }

    /// <summary>How many units the price is for.</summary>
    public required long Per { get; init; }

    /// <summary>What it costs.</summary>
    public required double Cost { get; init; }

    /// <summary>Currency of all amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>What all items of the test cost.</summary>
    public required double Total { get; init; }

    /// <summary>AWS region whose prices these are.</summary>
    public required string Region { get; init; }

    /// <summary>Whether the quantity was measured, or follows from the plan.</summary>
    public required CostBasis Basis { get; init; }

    /// <summary>Day on which the prices held, such as 2026-11-29.</summary>
    public required string PriceDate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text($"{Item}: {Cost:0.####} {Currency}");

    /// <summary>Prices a test.</summary>
    /// <param name="use">What AWS counts.</param>
    /// <param name="prices">The prices.</param>
    /// <param name="region">AWS region.</param>
    /// <returns>A row for each item; none if nothing is billed.</returns>
    /// <exception cref="Engine.LoadException">PriceUnknown.</exception>
    public static IReadOnlyList<LoadCost> Of(MeteredUse use, PriceFile prices, string region)
    {
        var before = new Dictionary<PriceItem, double>();
        var rows = new List<LoadCost>();
        foreach (var (name, item, quantity) in use.Items)
        {
            // Several items can have one price, whose steps they climb together.
            var from = before.GetValueOrDefault(item);
            var cost = PriceTier.CostOf(prices.PriceOf(item, region), from, quantity, item.Per);
            before[item] = from + quantity;
            rows.Add(new LoadCost
            {
                Item = name,
                Quantity = quantity,
                Unit = item.Unit,
                Price = cost / quantity * item.Per,
                Per = item.Per,
                Cost = cost,
                Currency = prices.Currency,
                Total = 0,
                Region = region,
                Basis = use.IsMeasured ? CostBasis.Measured : CostBasis.Estimated,
                PriceDate = Text($"{prices.Date:yyyy-MM-dd}"),
            });
        }

        var total = rows.Sum(row => row.Cost);
        return [.. rows.Select(row => row with { Total = total })];
    }
}

/// <summary>Where the quantities of a cost come from.</summary>
public enum CostBasis
{
    /// <summary>From the plan.</summary>
    Estimated,

    /// <summary>From the test's own counts.</summary>
    Measured,
}
