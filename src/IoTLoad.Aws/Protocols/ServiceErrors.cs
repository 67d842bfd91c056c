using System.Text.Json;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace IoTLoad.Aws.Protocols;

/// <summary>The exceptions of a service by error code; a code that is not listed becomes the service's common exception.</summary>
/// <param name="fallback">Makes the common exception.</param>
internal sealed class ServiceErrors(Func<ErrorResponse, AmazonServiceException> fallback)
{
    private readonly Dictionary<string, Func<ErrorResponse, JsonElement?, AmazonServiceException>> _byCode = new(StringComparer.Ordinal);

    /// <summary>The codes that have an exception of their own.</summary>
    public IEnumerable<string> Codes => _byCode.Keys;

    /// <summary>Adds an exception that has only a message.</summary>
    public ServiceErrors Add(string code, Func<ErrorResponse, AmazonServiceException> make)
    {
        _byCode.Add(code, (error, _) => make(error));
        return this;
    }

    /// <summary>Adds an exception with members of its own, which are in the error's document.</summary>
    public ServiceErrors Add<T>(string code, Func<ErrorResponse, T> make, Action<JsonElement, T> read)
        where T : AmazonServiceException
    {
        _byCode.Add(code, (error, document) =>
        {
            var exception = make(error);
            if (document is { ValueKind: JsonValueKind.Object } json)
            {
                read(json, exception);
            }

            return exception;
        });
        return this;
    }

    /// <summary>A member of an error's document.</summary>
    public static T? Read<T>(JsonElement document, string name, Shape<T> shape)
        where T : class =>
        document.TryGetProperty(name, out var json) && json.ValueKind != JsonValueKind.Null ? shape.ReadJson(json) : null;

    /// <summary>The exception for an error.</summary>
    /// <param name="error">The error as the runtime has read it.</param>
    /// <param name="document">The error's document, where it is JSON.</param>
    public AmazonServiceException Make(ErrorResponse error, JsonElement? document) =>
        error.Code is not null && _byCode.TryGetValue(error.Code, out var make) ? make(error, document) : fallback(error);

    /// <summary>The exception for a request that cannot be sent because a member is not set.</summary>
    public AmazonServiceException Missing(string member) => fallback(new ErrorResponse
    {
        Message = $"Request object does not have required field {member} set",
        Type = ErrorType.Sender,
    });
}
