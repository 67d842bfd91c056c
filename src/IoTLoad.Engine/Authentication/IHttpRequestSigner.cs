namespace IoTLoad.Engine.Authentication;

/// <summary>Signs HTTP requests. Called for each message, from several threads at once.</summary>
public interface IHttpRequestSigner
{
    /// <summary>Makes the headers that sign a request.</summary>
    /// <param name="request">The request as it will be sent; its body is valid until the returned task ends.</param>
    /// <param name="cancellation">The request's time is over, or the test's.</param>
    /// <returns>Headers to add; one that the last request of the device had as well takes its place.</returns>
    /// <exception cref="LoadException">It cannot be signed; the message fails with the error's ID as reason.</exception>
    ValueTask<IReadOnlyList<KeyValuePair<string, string>>> SignAsync(HttpRequestToSign request, CancellationToken cancellation);
}
