using System.Globalization;
using System.Text.Json;
using IoTLoad.Engine;

namespace IoTLoad.Function;

/// <summary>
/// Lambda's interface to custom runtimes: hands out invocations and takes their answers (AWS Lambda developer guide, "Using the
/// Lambda runtime API for custom runtimes").
/// </summary>
internal sealed class RuntimeApi : IDisposable
{
    /// <summary>Environment variable with the interface's host and port.</summary>
    private const string Variable = "AWS_LAMBDA_RUNTIME_API";

    private readonly HttpClient _http;

    /// <param name="authority">Host and port.</param>
    public RuntimeApi(string authority) => _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri($"http://{authority}/2018-06-01/runtime/"),

        // Lambda freezes the process while it waits for the next invocation.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The interface that the environment names.</summary>
    /// <exception cref="LoadException">NotInLambda.</exception>
    public static RuntimeApi FromEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } authority
        ? new RuntimeApi(authority)
        : throw new LoadException(
            "NotInLambda", LoadErrorKind.InvalidState,
            $"The environment has no {Variable}: this program runs in AWS Lambda, or in IoTLoad's sandbox.",
            "Deploy it with Publish-IoTLoadFunction.");

    /// <summary>Waits for the next invocation.</summary>
    /// <exception cref="HttpRequestException">The interface is gone.</exception>
    public async Task<Invocation> NextAsync()
    {
        using var response = await _http.GetAsync("invocation/next", HttpCompletionOption.ResponseContentRead);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsByteArrayAsync();
        var deadline = long.Parse(Header("Lambda-Runtime-Deadline-Ms"), CultureInfo.InvariantCulture);
        return new Invocation(Header("Lambda-Runtime-Aws-Request-Id"), DateTimeOffset.FromUnixTimeMilliseconds(deadline), body);

        string Header(string name) => response.Headers.GetValues(name).First();
    }

    /// <summary>Answers an invocation.</summary>
    public Task RespondAsync(Invocation invocation, byte[] json) => PostAsync($"invocation/{invocation.Id}/response", json, null);

    /// <summary>Says that an invocation failed.</summary>
    public Task FailAsync(Invocation invocation, LoadException error) =>
        PostAsync($"invocation/{invocation.Id}/error", Describe(error), error.ErrorId);

    /// <summary>Says that the function cannot start.</summary>
    public Task FailInitAsync(LoadException error) => PostAsync("init/error", Describe(error), error.ErrorId);

    public void Dispose() => _http.Dispose();

    private static byte[] Describe(LoadException error)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("errorMessage", $"{error.Message} {error.RecommendedAction}");
            writer.WriteString("errorType", error.ErrorId);
            writer.WriteStartArray("stackTrace");
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    private async Task PostAsync(string path, byte[] json, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new("application/json");
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
