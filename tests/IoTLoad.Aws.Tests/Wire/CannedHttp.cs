using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Amazon.Runtime;

namespace IoTLoad.Aws.Tests.Wire;

/// <summary>An HTTP connection that keeps the request and gives one answer.</summary>
/// <param name="answer">The answer: status, headers, and the body in base64.</param>
public sealed class CannedHttp(JsonNode answer) : HttpClientFactory
{
    private SentRequest? _sent;

    /// <summary>The request that was sent last.</summary>
    public SentRequest Sent => _sent ?? throw new InvalidOperationException("Nothing was sent.");

    /// <summary>How many requests were sent.</summary>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    private HttpResponseMessage Answer(SentRequest request)
    {
        _sent = request;
        Count++;
        var content = new ByteArrayContent(Convert.FromBase64String(answer["body"]!.GetValue<string>()));
        var response = new HttpResponseMessage((HttpStatusCode)answer["status"]!.GetValue<int>()) { Content = content };
        foreach (var (name, value) in answer["headers"]!.AsObject())
        {
            if (name == "Content-Type")
            {
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(value!.GetValue<string>());
            }
            else
            {
                response.Headers.TryAddWithoutValidation(name, value!.GetValue<string>());
            }
        }

        return response;
    }

    private sealed class Handler(CannedHttp owner) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
            return owner.Answer(new SentRequest(request.Method.Method, request.RequestUri!, headers, body));
        }
    }
}
