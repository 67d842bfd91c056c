using IoTLoad.Sandbox.Identity;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IoTLoad.Sandbox.Gateway;

/// <summary>An HTTP request in the parts that a signature covers.</summary>
internal static class HttpSignature
{
    /// <summary>Path as it was sent, still encoded.</summary>
    public static string RawPath(HttpContext context) => Target(context).Path;

    /// <summary>The request, as it was sent.</summary>
    public static SignedRequest Request(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var (path, query) = Target(context);
        var headers = new List<KeyValuePair<string, string>>(context.Request.Headers.Count);
        foreach (var (name, values) in context.Request.Headers)
        {
            headers.AddRange(values.Select(value => KeyValuePair.Create(name, value ?? "")));
        }

        return new SignedRequest(context.Request.Method, path, query, headers, body);
    }

    /// <summary>Whether a request has a signature, in its header or its query.</summary>
    public static bool IsSigned(HttpContext context) =>
        context.Request.Headers.ContainsKey("Authorization") || context.Request.Query.ContainsKey("X-Amz-Signature");

    private static (string Path, string Query) Target(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A proxy's form of a request names the host too.
        if (Uri.TryCreate(target, UriKind.Absolute, out var uri) && !target.StartsWith('/'))
        {
            target = uri.PathAndQuery;
        }

        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
    }
}
