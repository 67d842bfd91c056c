using System.Globalization;
using System.Text;
using System.Text.Json;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Wire;
using Microsoft.AspNetCore.Http;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>
/// The data plane over HTTP: Publish, GetRetainedMessage and ListRetainedMessages ("AWS IoT data" of the AWS IoT API Reference),
/// with Signature Version 4 or, at the device endpoint, a client certificate.
/// </summary>
internal sealed class HttpDataPlane(MessageBroker broker, Authority authority)
{
    private const string Service = "iotdata";
    private const string TopicsPath = "/topics/";
    private const string RetainedPath = "/retainedMessage";

    // Read a little more than is allowed, to tell what is too large; without a limit, what a process may well hold.
    private const int LargestBody = 64 * 1024 * 1024;

    /// <summary>Whether a path is one of the data plane's.</summary>
    public static bool Serves(string path) => path.StartsWith(TopicsPath, StringComparison.Ordinal)
        || path.Equals(RetainedPath, StringComparison.Ordinal) || path.StartsWith(RetainedPath + "/", StringComparison.Ordinal);

    /// <summary>Answers a request.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    public async Task AnswerAsync(HttpContext context)
    {
        await broker.Faults.DelayAsync(broker.Clock, context.RequestAborted);
        var path = SignedRequest.Of(context, default).RawPath;
        var publishes = path.StartsWith(TopicsPath, StringComparison.Ordinal);
        RefusedException.ThrowIf(context.Request.Method != (publishes ? "POST" : "GET"),
            405, "MethodNotAllowedException", $"{context.Request.Method} is not allowed here.");
        var body = await ReadBodyAsync(context);
        var principal = Authenticate(context, body, publishes);
        if (publishes)
        {
            await PublishAsync(context, principal, Uri.UnescapeDataString(path[TopicsPath.Length..]), body);
        }
        else if (path.Length > RetainedPath.Length + 1)
        {
            await GetRetainedAsync(context, principal, Uri.UnescapeDataString(path[(RetainedPath.Length + 1)..]));
        }
        else
        {
            await ListRetainedAsync(context, principal);
        }
    }

    private Principal Authenticate(HttpContext context, ReadOnlyMemory<byte> body, bool publishes)
    {
        try
        {
            var isSigned = context.Request.Headers.ContainsKey("Authorization") || context.Request.Query.ContainsKey("X-Amz-Signature");
            return !isSigned && context.Features.Get<ClientIdentity>() is { } identity
                ? identity.Principal
                : authority.Verify(SignedRequest.Of(context, body), Service);
        }
        catch (RefusedException)
        {
            if (publishes)
            {
                broker.Metrics.HttpPublishIn.AuthError.Add();
            }

            throw;
        }
    }

    private async Task PublishAsync(HttpContext context, Principal principal, string topic, ReadOnlyMemory<byte> body)
    {
        var query = context.Request.Query;
        var qos = query["qos"].ToString() switch
        {
            "" or "0" => 0,
            "1" => 1,
            var other => throw Invalid($"'{other}' is no QoS: it is 0 or 1."),
        };
        var message = new Message(topic, body, qos, query["retain"] == "true")
        {
            ContentType = Text(query["contentType"]),
            ResponseTopic = Text(query["responseTopic"]),
            CorrelationData = Decoded(context, "x-amz-mqtt5-correlation-data"),
            PayloadFormat = Text(context.Request.Headers["x-amz-mqtt5-payload-format-indicator"]) switch
            {
                null or "UNSPECIFIED_BYTES" => MqttPayloadFormatIndicator.Unspecified,
                "UTF8_DATA" => MqttPayloadFormatIndicator.CharacterData,
                var other => throw Invalid($"'{other}' is not a payload format: it is UNSPECIFIED_BYTES or UTF8_DATA."),
            },
            UserProperties = UserProperties(context),
            Expires = long.TryParse(query["messageExpiry"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is > 0 and < uint.MaxValue
                ? broker.Clock.GetUtcNow().AddSeconds(seconds)
                : null,
        };
        var outcome = broker.Take(
            message, null, (action, on) => Allows(principal, action, $"topic/{on}"), broker.Metrics.HttpPublishIn, []);
        await (outcome switch
        {
            PublishOutcome.Accepted => WriteAsync(context, new() { ["message"] = "OK", ["traceId"] = context.TraceIdentifier }),
            PublishOutcome.Throttled => throw new RefusedException(429, "ThrottlingException", "Rate exceeded"),
            PublishOutcome.Denied => throw Forbidden(),
            PublishOutcome.TooLarge => throw TooLarge(),
            _ => throw Invalid($"'{topic}' is no topic that can be published to."),
        });
    }

    // "Publish" of the AWS IoT API Reference: JSON as base64, [{"deviceName": "alpha"}, {"deviceCnt": "45"}].
    private static List<MqttUserProperty>? UserProperties(HttpContext context)
    {
        if (Decoded(context, "x-amz-mqtt5-user-properties") is not { } json)
        {
            return null;
        }

        try
        {
            return [.. JsonSerializer.Deserialize<List<Dictionary<string, string>>>(json)!.SelectMany(one => one).Select(
                one => new MqttUserProperty(one.Key, new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(one.Value))))];
        }
        catch (JsonException)
        {
            throw Invalid("x-amz-mqtt5-user-properties is not a JSON list of names and texts.");
        }
    }

    private static byte[]? Decoded(HttpContext context, string header)
    {
        try
        {
            return Text(context.Request.Headers[header]) is { } text ? Convert.FromBase64String(text) : null;
        }
        catch (FormatException)
        {
            throw Invalid($"{header} is not base64.");
        }
    }

    private Task GetRetainedAsync(HttpContext context, Principal principal, string topic)
    {
        Check(principal, "iot:GetRetainedMessage", $"topic/{topic}");
        var entry = broker.Retained.Find(topic)
            ?? throw new RefusedException(404, "ResourceNotFoundException", $"No retained message exists for the topic {topic}");
        return WriteAsync(context, new()
        {
            ["topic"] = topic,
            ["payload"] = entry.Message.Payload.ToArray(),
            ["qos"] = entry.Message.QoS,
            ["lastModifiedTime"] = entry.Modified.ToUnixTimeMilliseconds(),
        });
    }

    private Task ListRetainedAsync(HttpContext context, Principal principal)
    {
        Check(principal, "iot:ListRetainedMessages", "*");
        var query = context.Request.Query;
        var most = query["maxResults"].ToString() is { Length: > 0 } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= 200
                ? wanted : throw Invalid("maxResults is 1 to 200.")
            : 200;
        var after = Text(query["nextToken"]);
        var page = broker.Retained.All.Where(entry => after is null || string.CompareOrdinal(entry.Message.Topic, after) > 0)
            .Take(most + 1).ToList();
        return WriteAsync(context, new()
        {
            ["retainedTopics"] = page.Take(most).Select(entry => new Document
            {
                ["topic"] = entry.Message.Topic,
                ["payloadSize"] = entry.Message.Payload.Length,
                ["qos"] = entry.Message.QoS,
                ["lastModifiedTime"] = entry.Modified.ToUnixTimeMilliseconds(),
            }).ToList(),
            ["nextToken"] = page.Count > most ? page[most - 1].Message.Topic : null,
        });
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        var most = broker.Limits.PayloadBytes ?? LargestBody;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > most)
            {
                broker.Metrics.HttpPublishIn.ClientError.Add();
                throw TooLarge();
            }
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private void Check(Principal principal, string action, string resource) =>
        RefusedException.ThrowIf(!Allows(principal, action, resource), Forbidden);

    private bool Allows(Principal principal, string action, string resource) =>
        principal.Allows(action, resource == "*" ? resource : broker.Account.Arn("iot", resource));

    private static Task WriteAsync(HttpContext context, Document answer)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(JsonCodec.Write(answer)).AsTask();
    }

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static RefusedException Invalid(string message) => new(400, "InvalidRequestException", message);

    private static RefusedException TooLarge() =>
        new(413, "RequestEntityTooLargeException", "The payload is larger than allowed.");

    private static RefusedException Forbidden() => new(403, "ForbiddenException", "Forbidden");
}
