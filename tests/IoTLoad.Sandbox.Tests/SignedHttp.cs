using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using IoTLoad.SigV4;

namespace IoTLoad.Sandbox.Tests;

/// <summary>Signed requests with what the project's own clients never send.</summary>
internal static class SignedHttp
{
    /// <summary>Signs a request whose path and query are as they are sent.</summary>
    public static void Sign(
        HttpRequestMessage request, string host, string path, string query, byte[] body, string key, string secret, string region,
        string service)
    {
        var scope = new SigningScope(DateTimeOffset.UtcNow, region, service);
        KeyValuePair<string, string>[] headers = [new("host", host), new("x-amz-date", scope.Timestamp)];
        var canonical = SignatureV4.CanonicalRequest(request.Method.Method, path, query, headers, SignatureV4.Hash(body));
        var signature = SignatureV4.Signature(secret, scope, SignatureV4.StringToSign(scope, canonical));
        request.Headers.Add("x-amz-date", scope.Timestamp);
        request.Headers.TryAddWithoutValidation("Authorization", string.Create(CultureInfo.InvariantCulture,
            $"{SignatureV4.Algorithm} Credential={key}/{scope}, SignedHeaders={SignatureV4.SignedHeaders(headers)}, ")
            + $"Signature={signature}");
    }

    /// <summary>Calls an operation of a REST-JSON service, and returns its answer or its error.</summary>
    /// <param name="url">URL of the sandbox.</param>
    /// <param name="key">Access key ID.</param>
    /// <param name="secret">Its secret.</param>
    /// <param name="region">AWS region.</param>
    /// <param name="service">The service's name in signatures.</param>
    /// <param name="call">Method, path and query of the operation.</param>
    /// <param name="json">The body; empty for none.</param>
    public static async Task<RestAnswer> CallAsync(
        Uri url, string key, string secret, string region, string service, (string Method, string PathAndQuery) call, string json = "")
    {
        var stop = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri(url, call.PathAndQuery));
        request.Content = json.Length == 0 ? null : new StringContent(json, Encoding.UTF8, "application/json");
        var parts = call.PathAndQuery.Split('?');
        Sign(request, url.Authority, parts[0], parts.ElementAtOrDefault(1) ?? "", Encoding.UTF8.GetBytes(json), key, secret, region,
            service);
        using var http = new HttpClient();
        using var response = await http.SendAsync(request, stop);
        var text = await response.Content.ReadAsStringAsync(stop);
        return new RestAnswer(
            (int)response.StatusCode,
            response.Headers.TryGetValues("x-amzn-ErrorType", out var code) ? code.Single() : null,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Makes a call that a service must refuse with a code.</summary>
    public static async Task<AmazonServiceException> RefusedAsync(string code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<AmazonServiceException>(call);
        Assert.Equal(code, error.ErrorCode);
        return error;
    }
}

/// <summary>What a REST-JSON service answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The error's code; null if there was none.</param>
/// <param name="Body">The document.</param>
internal sealed record RestAnswer(int Status, string? Code, JsonElement Body);
