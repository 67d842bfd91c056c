using System.Text.Json;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>What a statement is evaluated on: a message, whose payload is read as JSON when something asks for it.</summary>
/// <param name="message">Message.</param>
internal sealed class SqlInput(RuleMessage message)
{
    private JsonElement? _payload;

    /// <summary>The message.</summary>
    public RuleMessage Message { get; } = message;

    /// <summary>The payload.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public JsonElement Payload
    {
        get
        {
            if (_payload is null)
            {
                using var document = JsonDocument.Parse(Message.Payload);
                _payload = document.RootElement.Clone();
            }

            return _payload.Value;
        }
    }
}
