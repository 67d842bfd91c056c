using System.Globalization;

namespace IoTLoad.Engine.Devices.Packets;

/// <summary>Names of MQTT 5's reason codes.</summary>
internal static class ReasonName
{
    /// <summary>A code's name, and its number where MQTT has none.</summary>
    public static string Of<T>(T code)
        where T : struct, Enum => Enum.IsDefined(code) ? code.ToString() : $"Reason0x{Convert.ToInt32(code, CultureInfo.InvariantCulture):X2}";
}
