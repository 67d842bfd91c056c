using System.Globalization;
using System.Text.RegularExpressions;
using IoTLoad.Engine;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Aws.Devices;

/// <summary>
/// How the parts of a fleet are named and marked. IoT Core has no tags for things, so a thing says in its attributes (three
/// can be searched for without a thing type) whose it is and which certificate was made for it.
/// </summary>
internal static partial class FleetNames
{
    /// <summary>Attribute of every thing made here.</summary>
    public const string MadeByAttribute = "iotload-made-by";

    /// <summary>Its value, and that of the tag of the same name.</summary>
    public const string MadeBy = "IoTLoad";

    /// <summary>Attribute, and tag of policies: the fleet's name prefix.</summary>
    public const string FleetAttribute = "iotload-fleet";

    /// <summary>Attribute: ID of the certificate that was made for the thing.</summary>
    public const string CertificateAttribute = "iotload-certificate";

    /// <summary>Most devices of a fleet.</summary>
    public const int MaxCount = 100_000;

    public static string ThingOf(string prefix, int index) => Text($"{prefix}-{index}");

    public static string PolicyOf(string prefix) => $"{prefix}-device";

    public static Dictionary<string, string> Attributes(string prefix, string certificateId) => new(StringComparer.Ordinal)
    {
        [MadeByAttribute] = MadeBy,
        [FleetAttribute] = prefix,
        [CertificateAttribute] = certificateId,
    };

    /// <summary>The name prefix of the fleet that a thing belongs to; null where it was not made here.</summary>
    public static string? FleetOf(IReadOnlyDictionary<string, string>? attributes) =>
        attributes?.GetValueOrDefault(MadeByAttribute) == MadeBy ? attributes.GetValueOrDefault(FleetAttribute) : null;

    /// <summary>Number of a device, for sorting.</summary>
    public static int IndexOf(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index : int.MaxValue;

    /// <exception cref="LoadException">InvalidNamePrefix, InvalidDeviceCount, InvalidTopicPrefix, InvalidClientIdPrefix.</exception>
    public static void Check(FleetRequest request)
    {
        CheckPrefix(request.NamePrefix);
        if (request.Count is < 1 or > MaxCount)
        {
            throw LoadException.InvalidInput(
                "InvalidDeviceCount", $"{request.Count} devices make no sense.", $"Write -Count as a number from 1 to {MaxCount}.",
                request.Count);
        }

        // Wildcards and policy variables would allow more than what is asked for.
        if (request.TopicPrefix.Split('/')[0] == "iotload")
        {
            throw LoadException.InvalidInput("InvalidTopicPrefix",
                $"'{request.TopicPrefix}' is where functions are started and report; no device may publish there.",
                "Write -TopicPrefix as another topic, such as loadtest.", request.TopicPrefix);
        }

        if (!PathText().IsMatch(request.TopicPrefix))
        {
            throw LoadException.InvalidInput(
                "InvalidTopicPrefix", $"'{request.TopicPrefix}' cannot be what topics begin with.",
                "Write -TopicPrefix as topic levels of letters, digits, '_', '-', '.' and ':', such as loadtest or test/fleet1.",
                request.TopicPrefix);
        }

        if (request.ClientIdPrefix is { } client && !NameText().IsMatch(client))
        {
            throw LoadException.InvalidInput(
                "InvalidClientIdPrefix", $"'{client}' cannot be what client IDs begin with.",
                "Write -ClientIdPrefix as up to 100 letters, digits, '_', '-', '.' and ':'.", client);
        }
    }

    /// <exception cref="LoadException">InvalidNamePrefix.</exception>
    public static void CheckPrefix(string prefix)
    {
        if (!PrefixText().IsMatch(prefix))
        {
            throw LoadException.InvalidInput(
                "InvalidNamePrefix", $"'{prefix}' cannot be what names of things begin with.",
                "Write -NamePrefix as up to 100 letters, digits, '_' and '-', beginning with a letter or digit.", prefix);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixText();

    [GeneratedRegex(@"\A[A-Za-z0-9_.:-]{1,100}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex NameText();

    [GeneratedRegex(@"\A[A-Za-z0-9_.:-]+(/[A-Za-z0-9_.:-]+){0,6}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex PathText();
}
