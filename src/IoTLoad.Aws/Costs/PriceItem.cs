using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Costs;

/// <summary>Something that AWS bills for, and that a price file has a price of.</summary>
/// <param name="Key">Its name in a price file.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Per">How many of it the price is for.</param>
public sealed record PriceItem(string Key, string Unit, long Per)
{
    /// <summary>A connection, each minute that it is open.</summary>
    public static PriceItem ConnectionMinutes { get; } = new("connectionMinutes", "minutes", 1_000_000);

    /// <summary>A message, each 5 KiB of it, in either direction.</summary>
    public static PriceItem Messages { get; } = new("messages", "messages of 5 KB", 1_000_000);

    /// <summary>A rule that a message triggers, each 5 KiB of the message.</summary>
    public static PriceItem RulesTriggered { get; } = new("rulesTriggered", "rules of 5 KB", 1_000_000);

    /// <summary>An action of a rule, each 5 KiB of the message.</summary>
    public static PriceItem RuleActions { get; } = new("ruleActions", "actions of 5 KB", 1_000_000);

    /// <summary>An invocation of a Lambda function.</summary>
    public static PriceItem LambdaRequests { get; } = new("lambdaRequests", "requests", 1_000_000);

    /// <summary>Time by memory of a Lambda function on x86-64.</summary>
    public static PriceItem LambdaX64 { get; } = new("lambdaGBSecondsX64", "GB-seconds", 1);

    /// <summary>Time by memory of a Lambda function on arm64.</summary>
    public static PriceItem LambdaArm64 { get; } = new("lambdaGBSecondsArm64", "GB-seconds", 1);

    /// <summary>All of them, as a price file names them.</summary>
    public static IReadOnlyList<PriceItem> All { get; } =
        [ConnectionMinutes, Messages, RulesTriggered, RuleActions, LambdaRequests, LambdaX64, LambdaArm64];
}

/// <summary>A step of a price: AWS lowers some with the quantity of a month.</summary>
/// <param name="UpTo">Quantity up to which it holds; null for the last step.</param>
/// <param name="Price">Price of <see cref="PriceItem.Per"/> units.</param>
public sealed record PriceTier(double? UpTo, double Price)
{
    /// <summary>What the units from one quantity to another cost.</summary>
    /// <param name="tiers">The steps, lowest first; the last has no end.</param>
    /// <param name="from">Units of the month that come before.</param>
    /// <param name="quantity">Units.</param>
    /// <param name="per">How many units a price is for.</param>
    public static double CostOf(IReadOnlyList<PriceTier> tiers, double from, double quantity, long per)
    {
        var (cost, begin) = (0.0, 0.0);
        foreach (var tier in tiers)
        {
            var end = tier.UpTo ?? double.PositiveInfinity;
            cost += Math.Max(0, Math.Min(end, from + quantity) - Math.Max(begin, from)) / per * tier.Price;
            begin = end;
        }

        return cost;
    }

    /// <inheritdoc/>
    public override string ToString() => UpTo is null ? Text($"{Price}") : Text($"{Price} up to {UpTo:N0}");
}
