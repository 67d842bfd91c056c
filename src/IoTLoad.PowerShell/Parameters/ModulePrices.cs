using IoTLoad.Aws.Costs;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>The price file: the one that is given, or the module's.</summary>
internal static class ModulePrices
{
    public const string FileName = "prices.json";

    /// <summary>Reads it.</summary>
    /// <param name="given">The file of -PriceFile; null takes the module's.</param>
    /// <exception cref="Engine.LoadException">Those of <see cref="PriceFile.Read"/>.</exception>
    public static PriceFile Read(string? given) =>
        PriceFile.Read(given ?? Path.Combine(Path.GetDirectoryName(typeof(ModulePrices).Assembly.Location)!, FileName));
}
