namespace IoTLoad.Bench.Measuring;

/// <summary>A bar that a figure has to hold.</summary>
internal static class Bar
{
    /// <summary>Prints the figure next to its bar; true if it holds.</summary>
    public static bool AtLeast(string name, double value, double bar, string format) => Print(name, value, value >= bar, ">=", bar, format);

    /// <summary>The same for a figure that must not be larger.</summary>
    public static bool AtMost(string name, double value, double bar, string format) => Print(name, value, value <= bar, "<=", bar, format);

    private static bool Print(string name, double value, bool holds, string relation, double bar, string format)
    {
        Console.WriteLine($"{(holds ? "PASS" : "FAIL")}  {name}: {value.ToString(format)} ({relation} {bar.ToString(format)})");
        return holds;
    }
}
