using System.Globalization;
using System.Text.Json;
using IoTLoad.Engine;
using IoTLoad.Engine.Payload;

namespace IoTLoad.Aws.Costs;

/// <summary>
/// Prices of AWS by region, with the date on which they held: the module has a file of them, and users can give their own.
/// </summary>
public sealed class PriceFile
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private readonly Dictionary<string, Dictionary<string, IReadOnlyList<PriceTier>>> _regions = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _path;

    private PriceFile(string path, JsonElement root)
    {
        _path = path;
        Currency = Text(root, "currency");
        Date = DateOnly.TryParseExact(Text(root, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date : throw Invalid("date is not a date", "Write the day on which the prices held, such as \"2026-11-29\".");
        foreach (var region in Member(root, "regions", JsonValueKind.Object).EnumerateObject())
        {
            _regions[region.Name] = region.Value.ValueKind == JsonValueKind.Object ? PricesOf(region.Name, region.Value)
                : throw Invalid($"regions.{region.Name} is not an object", "Write the region's prices in braces.");
        }
    }

    /// <summary>Day on which the prices held.</summary>
    public DateOnly Date { get; }

    /// <summary>Currency of all prices, such as USD.</summary>
    public string Currency { get; }

    /// <summary>Reads a price file.</summary>
    /// <exception cref="LoadException">PriceFileNotFound, PriceFileUnreadable, PriceFileMalformed, PriceFileInvalid.</exception>
    public static PriceFile Read(string path)
    {
        var text = TextFile.Read(path, "Price", "-PriceFile");
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new PriceFile(path, document.RootElement)
                : throw Invalid(path, "it is not an object", "Write date, currency and regions in braces.");
        }
        catch (JsonException exception)
        {
            throw Invalid(
                path, $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1} is not JSON", "Correct the file.",
                exception);
        }
    }

    /// <summary>The steps of a price.</summary>
    /// <exception cref="LoadException">PriceUnknown: the file does not have the region or the item.</exception>
    public IReadOnlyList<PriceTier> PriceOf(PriceItem item, string region)
    {
        if (!_regions.TryGetValue(region, out var prices))
        {
            throw LoadException.NotFound(
                "PriceUnknown",
                $"The price file {_path} has no prices for the region '{region}', but for {string.Join(", ", _regions.Keys)}.",
                $"Copy the file, add the region with the prices of https://aws.amazon.com/iot-core/pricing/, and give it as -PriceFile.",
                region);
        }

        return prices.GetValueOrDefault(item.Key) ?? throw LoadException.NotFound(
            "PriceUnknown", $"The price file {_path} has no price of {item.Key} for the region '{region}'.",
            $"Copy the file, add \"{item.Key}\" to the region with AWS's price of {item.Per:#,0} {item.Unit}, and give it as -PriceFile.",
            item.Key);
    }

    private Dictionary<string, IReadOnlyList<PriceTier>> PricesOf(string region, JsonElement element)
    {
        var prices = new Dictionary<string, IReadOnlyList<PriceTier>>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject().Where(member => member.Name != "source"))
        {
            var known = PriceItem.All.Select(item => item.Key).ToList();
            prices[member.Name] = known.Contains(member.Name) ? TiersOf($"regions.{region}.{member.Name}", member.Value)
                : throw Invalid(
                    $"regions.{region} has a price of '{member.Name}', which nothing costs",
                    $"Did you mean \"{NearestWord.Of(member.Name, known)}\"?");
        }

        return prices;
    }

    private List<PriceTier> TiersOf(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return [new PriceTier(null, Price(place, element))];
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() == 0)
        {
            throw Invalid(
                $"{place} is not a price", "Write a number, or a list such as [{ \"upTo\": 1000000, \"price\": 1 }, { \"price\": 0.8 }].");
        }

        var tiers = element.EnumerateArray().Select((tier, index) => new PriceTier(
            tier.ValueKind == JsonValueKind.Object && tier.TryGetProperty("upTo", out var end)
                ? Price($"{place}[{index}].upTo", end) : null,
            Price($"{place}[{index}].price", tier.ValueKind == JsonValueKind.Object && tier.TryGetProperty("price", out var price)
                ? price : default))).ToList();
        var rises = tiers.Take(tiers.Count - 1).Select(tier => tier.UpTo ?? double.PositiveInfinity).Prepend(0).ToList();
        return tiers[^1].UpTo is null && rises.Zip(rises.Skip(1)).All(pair => pair.First < pair.Second && double.IsFinite(pair.Second))
            ? tiers
            : throw Invalid($"the steps of {place} do not follow each other", "Write them in rising order of upTo; the last one has none.");
    }

    private double Price(string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var price) && price >= 0 && double.IsFinite(price) ? price
            : throw Invalid($"{place} is not a number of 0 or more", "Write a number with a point before its decimals.");

    private string Text(JsonElement root, string name) => Member(root, name, JsonValueKind.String).GetString()!;

    private JsonElement Member(JsonElement root, string name, JsonValueKind kind) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == kind ? member
            : throw Invalid($"it has no {name}", "Take the module's prices.json as an example.");

    private LoadException Invalid(string problem, string action) => Invalid(_path, problem, action);

    private static LoadException Invalid(string path, string problem, string action, Exception? inner = null) => LoadException.InvalidInput(
        "PriceFileInvalid", $"The price file {path} is wrong: {problem}.", action, path, inner);
}
