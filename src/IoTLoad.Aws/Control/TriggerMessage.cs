using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IoTLoad.Engine;

namespace IoTLoad.Aws.Control;

/// <summary>
/// A trigger message whose plan is signed: whoever may publish on the trigger topic starts functions, but only with plans of those who
/// may read the key. A topic rule passes it on with <c>ruleNo</c>.
/// </summary>
/// <param name="Type"><see cref="FunctionEvent.TriggerType"/>.</param>
/// <param name="TriggerNo">Number of the message, from 1; the signed one counts.</param>
/// <param name="Ts">When it was sent: local time with milliseconds and without a zone, as in the earlier scripts' messages.</param>
/// <param name="SignedEvent">The event, JSON: signed as this text, because a rule may write JSON in another way.</param>
/// <param name="Signature">HMAC-SHA-256 of it, base64.</param>
public sealed record TriggerMessage(string Type, int TriggerNo, string Ts, string SignedEvent, string Signature)
{
    /// <summary>Name of the parameter with a function's key.</summary>
    public static string KeyOf(string function) => $"/iotload/{function}/trigger-key";

    /// <summary>How long after it was signed a message starts a function: Lambda keeps an event for five minutes at most.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // Quotes inside the signed text take two bytes instead of six.
    private static readonly ControlJson Json = new(new JsonSerializerOptions(ControlJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The message of an event, JSON.</summary>
    /// <param name="given">The event, with the number of its trigger.</param>
    /// <param name="key">The key, base64.</param>
    /// <param name="now">The time.</param>
    public static byte[] Sign(FunctionEvent given, string key, DateTimeOffset now)
    {
        var text = JsonSerializer.Serialize(given with { Expires = now + Lifetime }, Json.FunctionEvent);
        var sent = now.LocalDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return JsonSerializer.SerializeToUtf8Bytes(
            new TriggerMessage(FunctionEvent.TriggerType, given.TriggerNo ?? 1, sent, text, Convert.ToBase64String(Hash(text, key))),
            Json.TriggerMessage);
    }

    /// <summary>The event that a message has with it, if the message is genuine.</summary>
    /// <param name="given">The message as a rule passed it on.</param>
    /// <param name="key">The key, base64.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="LoadException">TriggerNotSigned.</exception>
    public static FunctionEvent Open(FunctionEvent given, string key, DateTimeOffset now)
    {
        var signature = new byte[HMACSHA256.HashSizeInBytes];
        var genuine = given is { SignedEvent: { } text, Signature: { } sent }
            && Convert.TryFromBase64String(sent, signature, out var length)
            && length == signature.Length && CryptographicOperations.FixedTimeEquals(Hash(text, key), signature);
        if (!genuine)
        {
            throw NotSigned("The trigger message is not signed with this function's key.");
        }

        var opened = JsonSerializer.Deserialize(given.SignedEvent!, ControlJson.Default.FunctionEvent);
        return opened is { Shard: not null, TriggerNo: not null, Expires: { } expires } && expires > now
            ? opened with { RuleNo = given.RuleNo }
            : throw NotSigned($"The trigger message was signed for a start until {opened?.Expires:u}, and comes too late.");
    }

    /// <summary>The error for a message that starts nothing.</summary>
    public static LoadException NotSigned(string message) => LoadException.AccessDenied(
        "TriggerNotSigned", message,
        "Let Start-IoTLoadTest -Trigger Rule send it, or store the plan in Parameter Store and send planParameter.");

    private static byte[] Hash(string text, string key) =>
        HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(text));
}
