using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace IoTLoad.Aws.Protocols;

/// <summary>An operation of a service: a description that the service's protocol turns into requests and reads responses by.</summary>
/// <typeparam name="TRequest">Type of the input.</typeparam>
/// <typeparam name="TResponse">Type of the output.</typeparam>
internal sealed class Operation<TRequest, TResponse> : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest, new()
    where TResponse : AmazonWebServiceResponse, new()
{
    private readonly InvokeOptions _options;

    /// <summary>Describes an operation.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">Name of the operation.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Path with labels in braces.</param>
    /// <param name="input">Members of the input.</param>
    /// <param name="output">Members of the output; none where the response is empty.</param>
    public Operation(
        AwsService service, string name, string method, string path, Structure<TRequest> input, Structure<TResponse>? output = null)
    {
        Service = service;
        Name = name;
        Method = method;
        Path = path;
        Input = input;
        Output = output ?? [];
        Reader = service.Protocol.Reader(this);
        _options = new InvokeOptions { RequestMarshaller = this, ResponseUnmarshaller = Reader };
    }

    /// <summary>Describes an operation of a service that has only one path.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">Name of the operation.</param>
    /// <param name="input">Members of the input.</param>
    /// <param name="output">Members of the output; none where the response is empty.</param>
    public Operation(AwsService service, string name, Structure<TRequest> input, Structure<TResponse>? output = null)
        : this(service, name, "POST", "/", input, output)
    {
    }

    /// <summary>The service.</summary>
    public AwsService Service { get; }

    /// <summary>Name of the operation.</summary>
    public string Name { get; }

    /// <summary>HTTP method.</summary>
    public string Method { get; }

    /// <summary>Path with labels in braces.</summary>
    public string Path { get; }

    /// <summary>Members of the input.</summary>
    public Structure<TRequest> Input { get; }

    /// <summary>Members of the output.</summary>
    public Structure<TResponse> Output { get; }

    /// <summary>Reads responses.</summary>
    public ResponseUnmarshaller Reader { get; }

    /// <summary>What the runtime needs to know for a call.</summary>
    public InvokeOptionsBase Options => _options;

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var http = new DefaultRequest(input, Service.Name) { HttpMethod = Method };
        Service.Protocol.Write(this, (TRequest)input, http);
        return http;
    }
}
