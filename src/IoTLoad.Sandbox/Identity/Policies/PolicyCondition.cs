using System.Net;

namespace IoTLoad.Sandbox.Identity.Policies;

/// <summary>A condition of a statement: an operator, a key, and the values of which one has to fit.</summary>
internal sealed class PolicyCondition(string key, bool ifExists, bool negated, Func<string, PolicyRequest, bool> fits)
{
    /// <param name="operation">Operator, such as <c>StringLike</c>.</param>
    /// <param name="key">Key, such as <c>iot:ClientId</c>.</param>
    /// <exception cref="FormatException">The sandbox does not know the operator, or a value is none of its.</exception>
    public static PolicyCondition Parse(string operation, string key, IReadOnlyList<string> values)
    {
        const string suffix = "IfExists";
        var ifExists = operation.EndsWith(suffix, StringComparison.Ordinal);
        var name = ifExists ? operation[..^suffix.Length] : operation;
        return name switch
        {
            "StringEquals" => Make(false, Patterns(false, false)),
            "StringNotEquals" => Make(true, Patterns(false, false)),
            "StringEqualsIgnoreCase" => Make(false, Patterns(false, true)),
            "StringNotEqualsIgnoreCase" => Make(true, Patterns(false, true)),
            "StringLike" or "ArnLike" or "ArnEquals" => Make(false, Patterns(true, false)),
            "StringNotLike" or "ArnNotLike" or "ArnNotEquals" => Make(true, Patterns(true, false)),
            "Bool" => Make(false, Patterns(false, true)),
            "IpAddress" => Make(false, Networks()),
            "NotIpAddress" => Make(true, Networks()),
            _ => throw new FormatException(
                $"The sandbox does not know the condition operator '{operation}'; it knows StringEquals, StringLike, ArnLike, "
                    + $"Bool, IpAddress, their negations and IfExists."),
        };

        PolicyCondition Make(bool negated, Func<string, PolicyRequest, bool> fits) => new(key, ifExists, negated, fits);

        Func<string, PolicyRequest, bool> Patterns(bool wildcards, bool ignoreCase)
        {
            var patterns = values.Select(value => PolicyPattern.Parse(value, wildcards)).ToList();
            return (text, request) => patterns.Exists(pattern => pattern.Covers(text, request, ignoreCase));
        }

        Func<string, PolicyRequest, bool> Networks()
        {
            var networks = values.Select(Network).ToList();
            return (text, _) => IPAddress.TryParse(text, out var address) && networks.Exists(network => network.Contains(address));
        }
    }

    /// <summary>Whether a request meets the condition.</summary>
    public bool IsMet(PolicyRequest request) => request.Find(key) is { } value ? fits(value, request) != negated : ifExists || negated;

    private static IPNetwork Network(string text) => IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw new FormatException($"'{text}' is neither an IP address nor a network such as 10.0.0.0/8.");
}
