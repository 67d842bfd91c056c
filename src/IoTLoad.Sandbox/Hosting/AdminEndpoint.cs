using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>
/// The sandbox's own requests, below <c>/_sandbox/</c>: <c>GET status</c>, <c>GET</c> and <c>PUT faults</c>, <c>POST stop</c>.
/// They want the token that was printed at the start, which no web page and no other user knows.
/// </summary>
/// <param name="stop">Begins to stop the sandbox.</param>
internal sealed class AdminEndpoint(FaultSwitch switches, Func<SandboxStatus> status, Action stop)
{
    /// <summary>What the paths begin with.</summary>
    public const string Path = "/_sandbox/";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new SecondsConverter() },
    };

    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public async Task HandleAsync(HttpContext context)
    {
        var given = Encoding.ASCII.GetBytes(context.Request.Headers.Authorization.ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.ASCII.GetBytes($"Bearer {Token}")))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        switch (context.Request.Method, context.Request.Path.Value![Path.Length..])
        {
            case ("GET", "status"):
                await WriteAsync(context, status());
                break;
            case ("GET", "faults"):
                await WriteAsync(context, switches.Current);
                break;
            case ("PUT", "faults"):
                await ChangeFaultsAsync(context);
                break;
            case ("POST", "stop"):
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await context.Response.CompleteAsync();
                stop();
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task ChangeFaultsAsync(HttpContext context)
    {
        try
        {
            var faults = await JsonSerializer.DeserializeAsync<SandboxFaults>(context.Request.Body, Json, context.RequestAborted)
                ?? new SandboxFaults();
            if (Wrong(faults) is { } wrong)
            {
                throw new JsonException(wrong);
            }

            switches.Current = faults;
            await WriteAsync(context, faults);
        }
        catch (JsonException e)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, new { e.Message });
        }
    }

    /// <returns>Null where nothing is.</returns>
    public static string? Wrong(SandboxFaults faults)
    {
        double[] shares = [faults.Throttle, faults.DropConnections, faults.RefuseInvocations, faults.DuplicateEvents];
        return shares.Any(share => share is not (>= 0 and <= 1)) ? "A share has to be between 0 and 1."
            : faults.Latency < TimeSpan.Zero || faults.CloudWatchDelay < TimeSpan.Zero ? "A time must not be negative."
            : null;
    }

    private static async Task WriteAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await JsonSerializer.SerializeAsync(context.Response.Body, value, Json, context.RequestAborted);
    }
}

/// <summary>Times are numbers of seconds; .NET's own form (<c>00:00:01.5</c>) is read as well.</summary>
internal sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return TimeSpan.FromSeconds(reader.GetDouble());
        }

        return reader.TokenType == JsonTokenType.String && TimeSpan.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new JsonException("A time is neither a number of seconds nor a text such as 00:00:01.5.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.TotalSeconds);
}
