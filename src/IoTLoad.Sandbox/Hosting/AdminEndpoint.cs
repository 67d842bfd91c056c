using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IoTLoad.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace IoTLoad.Sandbox.Hosting;

/// <summary>
/// The sandbox's own requests, below <c>/_sandbox/</c>: <c>GET status</c>, <c>GET</c> and <c>PUT faults</c>, <c>POST stop</c>.
/// They want the token that was printed at the start, which no web page and no other user knows.
/// </summary>
internal sealed class AdminEndpoint
{
    /// <summary>What the paths begin with.</summary>
    public const string Path = "/_sandbox/";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new SecondsConverter() },
    };

    private readonly FaultSwitch _faults;
    private readonly Func<SandboxStatus> _status;
    private readonly Action _stop;
    private readonly byte[] _expected;

    /// <param name="stop">Begins to stop the sandbox.</param>
    public AdminEndpoint(FaultSwitch faults, Func<SandboxStatus> status, Action stop)
    {
        _faults = faults;
        _status = status;
        _stop = stop;
        _expected = Encoding.ASCII.GetBytes($"Bearer {Token}");
    }

    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var given = Encoding.ASCII.GetBytes(context.Request.Headers.Authorization.ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, _expected))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        switch (context.Request.Method, context.Request.Path.Value![Path.Length..])
        {
            case ("GET", "status"):
                await WriteAsync(context, _status());
                break;
            case ("GET", "faults"):
                await WriteAsync(context, _faults.Current);
                break;
            case ("PUT", "faults"):
                await ChangeFaultsAsync(context);
                break;
            case ("POST", "stop"):
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                await context.Response.CompleteAsync();
                _stop();
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

            _faults.Current = faults;
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
        ArgumentNullException.ThrowIfNull(faults);
        if (new[] { faults.Throttle, faults.DropConnections, faults.RefuseInvocations,
            faults.DuplicateEvents }.Any(share => share is not (>= 0 and <= 1)))
        {
            return "A share has to be between 0 and 1.";
        }

        return faults.Latency < TimeSpan.Zero || faults.CloudWatchDelay < TimeSpan.Zero ? "A time must not be negative." : null;
    }

    private static async Task WriteAsync<T>(HttpContext context, T value)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        await JsonSerializer.SerializeAsync(context.Response.Body, value, Json, context.RequestAborted);
    }
}
