using IoTLoad.Engine.Plan;

namespace IoTLoad.Engine.Payload;

/// <summary>Writes the payload of each message, with its tracking token where the plan wants it there.</summary>
public sealed class MessagePayload
{
    /// <summary>The document that the reference system publishes over HTTP, with its separators.</summary>
    private const string HttpReference =
        """{"type": "payload", "triggerNo": {{triggerNo+1}}, "threadNo": {{threadNo}}, "messageNo": {{message}},"""
        + """ "ts": "{{timestamp local}}", "protocol": "http", "ruleNo": "{{ruleNo}}"}""";

    /// <summary>The document that the reference system publishes over MQTT: other types, other bases, and a client ID.</summary>
    private const string MqttReference =
        """{"type": "payload", "triggerNo": "{{triggerNo+1}}", "threadNo": {{threadNo}}, "messageNo": {{message+1}},"""
        + """ "ts": {{timestamp s 6}}, "protocol": "mqtt", "ruleNo": "{{host}}", "clientID": "{{clientId}}"}""";

    /// <summary>The token as a reference document's last member, which adds 51 bytes.</summary>
    private const string ReferenceToken = """, "iotload": "{{tracking}}"}""";

    /// <summary>Room in the largest packet (268,435,455 bytes), less a topic and properties of 64 KiB each.</summary>
    private const int Largest = 268_000_000;

    private readonly TextTemplate? _template;
    private readonly byte[] _filler = [];
    private readonly bool _tokenFirst;

    private MessagePayload(TextTemplate template) => _template = template;

    private MessagePayload(int size, bool tokenFirst)
    {
        _filler = new byte[size];
        _tokenFirst = tokenFirst;
        var random = new Schedule.SplitMix(1, 0);
        for (var i = 0; i < size; i++)
        {
            _filler[i] = (byte)('!' + random.NextInt(94));
        }
    }

    /// <summary>Makes the payload of a plan.</summary>
    /// <param name="plan">What it is to be.</param>
    /// <param name="protocol">How it travels.</param>
    /// <param name="columns">Columns that templates may name; null for none.</param>
    /// <exception cref="LoadException">PayloadTooSmall, MalformedTemplate.</exception>
    public static MessagePayload Create(PayloadPlan plan, LoadProtocol protocol, PayloadColumns? columns)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var track = plan.Tracking == TrackingMode.Payload;
        if (plan.Kind == PayloadKind.Template && string.IsNullOrWhiteSpace(plan.Template))
        {
            throw LoadException.InvalidInput(
                "EmptyTemplate", $"{PlanField.PayloadTemplate} {plan.TemplateFile} is empty.",
                $"Write the message into it; for messages without content, use {PlanField.PayloadSize} 0 and {PlanField.Tracking} None.",
                plan.TemplateFile);
        }

        if (plan.Kind != PayloadKind.Fixed)
        {
            var reference = protocol == LoadProtocol.Http ? HttpReference : MqttReference;
            var text = plan.Kind != PayloadKind.Reference ? plan.Template ?? "" : track ? reference[..^1] + ReferenceToken : reference;
            return new MessagePayload(Compile(text, plan.TemplateFile ?? "the payload", track, columns));
        }

        var least = track ? TrackingToken.Length : 0;
        if (plan.Size < least)
        {
            throw LoadException.InvalidInput(
                "PayloadTooSmall", $"A payload of {plan.Size} bytes is too small: it must have {least} at least.",
                $"Write {PlanField.PayloadSize} as 36 bytes (the tracking token) or more, or use {PlanField.Tracking} None; "
                + "loss and round trip are then not measured.",
                plan.Size);
        }

        if (plan.Size > Largest)
        {
            throw TooLarge(plan.Size);
        }

        return new MessagePayload(plan.Size, track);
    }

    /// <summary>Most bytes a payload can have.</summary>
    /// <param name="maxClientIdLength">Bytes of the longest client ID.</param>
    public int MaxSize(int maxClientIdLength) => _template?.MaxLength(maxClientIdLength) ?? _filler.Length;

    /// <summary>Writes a payload to a buffer of <see cref="MaxSize"/> bytes, and returns its length.</summary>
    public int Write(Span<byte> destination, in MessageContext context, in TrackingToken token)
    {
        if (_template is not null)
        {
            return _template.Write(destination, context, token);
        }

        _filler.CopyTo(destination);
        if (_tokenFirst)
        {
            token.Write(destination);
        }

        return _filler.Length;
    }

    private static LoadException TooLarge(long size) => LoadException.InvalidInput(
        "PayloadTooLarge", $"A payload of {size} bytes is too large: MQTT has room for {Largest} beside topic and properties.",
        "Make it smaller.", size);

    private static TextTemplate Compile(string text, string source, bool track, PayloadColumns? columns)
    {
        var template = TextTemplate.Parse(text, source, TemplateScope.Payload, columns);
        if (template.HasTracking && !track)
        {
            throw LoadException.InvalidInput(
                "MalformedTemplate", $"{source} has a place for the tracking token, which is not to be in the payload.",
                $"Take {{{{tracking}}}} out, or use {PlanField.Tracking} Payload.", text);
        }

        var payload = template.HasTracking || !track
            ? template
            : TextTemplate.Parse(WithToken(text), source, TemplateScope.Payload, columns);
        return payload.LongestWithoutClientId > Largest ? throw TooLarge(payload.LongestWithoutClientId) : payload;
    }

    /// <summary>A JSON object gets the token as its last member; any other text gets a line of its own at the end.</summary>
    private static string WithToken(string text)
    {
        var trimmed = text.TrimEnd();
        if (!trimmed.StartsWith('{') || trimmed.StartsWith("{{", StringComparison.Ordinal) || !trimmed.EndsWith('}')
            || trimmed.EndsWith("}}", StringComparison.Ordinal))
        {
            if (!trimmed.TrimStart().StartsWith('{') || !EndsAsObject(trimmed))
            {
                return text + "\n{{tracking}}";
            }
        }

        var body = trimmed[..^1].TrimEnd();
        var comma = body.TrimStart() == "{" ? "" : ",";
        return $"{body}{comma}\"iotload\":\"{{{{tracking}}}}\"}}";
    }

    /// <summary>Whether the last brace closes an object, rather than a placeholder.</summary>
    private static bool EndsAsObject(string text)
    {
        var braces = text.Length - text.TrimEnd('}').Length;
        var lastOpen = text.LastIndexOf("{{", StringComparison.Ordinal);
        var insidePlaceholder = lastOpen >= 0 && text.IndexOf("}}", lastOpen, StringComparison.Ordinal) >= text.Length - braces;
        return insidePlaceholder ? braces > 2 : braces > 0;
    }
}
