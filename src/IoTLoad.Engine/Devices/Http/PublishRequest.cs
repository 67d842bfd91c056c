using System.Net;
using System.Net.Http.Headers;

namespace IoTLoad.Engine.Devices.Http;

/// <summary>A request that publishes a message. Sent again and again, with another body, target and signature.</summary>
internal sealed class PublishRequest : HttpRequestMessage
{
    public PublishRequest(HttpDevice device, PublishContent content, IReadOnlyList<KeyValuePair<string, string>> headers)
        : base(HttpMethod.Post, (Uri?)null)
    {
        Device = device;
        Content = content;
        Version = HttpVersion.Version20;
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        Set(headers);
    }

    /// <summary>Whose request it is; a connection that is made for it is recorded with the device's.</summary>
    public HttpDevice Device { get; }

    /// <summary>Whether it is to be sent, and has no connection yet.</summary>
    public bool IsWaiting => Content is PublishContent { IsWaiting: true };

    /// <summary>Sets headers, in place of those of the same name.</summary>
    public void Set(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            // .NET keeps headers such as Content-Type with the body.
            HttpHeaders place = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? Content!.Headers : Headers;
            place.Remove(name);
            place.TryAddWithoutValidation(name, value);
        }
    }
}
