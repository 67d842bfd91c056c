using System.Diagnostics;

namespace IoTLoad.Bench.Peers;

/// <summary>This program again, in a separate process.</summary>
internal static class OwnProcess
{
    /// <summary>
    /// How to start it with <paramref name="arguments"/>, whether it runs by its own name or as <c>dotnet IoTLoad.Bench.dll</c>.
    /// </summary>
    public static ProcessStartInfo With(params IReadOnlyList<string> arguments)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return new ProcessStartInfo(program, isHost ? [typeof(OwnProcess).Assembly.Location, .. arguments] : arguments);
    }
}
