namespace IoTLoad.Sandbox.Wire;

/// <summary>A service: its operations, and what is its own in how it speaks.</summary>
/// <remarks>
/// To add an operation, write a method that takes a <see cref="Call"/> and returns a <see cref="Document"/>, null or nothing,
/// and name it in the service's list with the ARN that a policy has to allow it on.
/// </remarks>
internal sealed class ServiceApi
{
    private readonly Dictionary<string, ServiceOperation> _operations = new(StringComparer.Ordinal);
    private readonly List<RestRoute> _routes = [];

    /// <summary>Name in a signature's scope, such as <c>iot</c>.</summary>
    public required string SigningName { get; init; }

    /// <summary>Prefix of actions in policies; the signing name unless it differs.</summary>
    public string? ActionPrefix { get; init; }

    /// <summary>In the JSON and CBOR protocols, the name before the operation's, such as <c>Logs_20140328</c>; null without them.</summary>
    public string? Target { get; init; }

    /// <summary>In the query protocol, the namespace of the XML; null where the service does not speak it.</summary>
    public string? XmlNamespace { get; init; }

    /// <summary>Code for input that is not what an operation takes.</summary>
    public string InvalidInputCode { get; init; } = "ValidationException";

    /// <summary>Status and code for too many requests.</summary>
    public (int Status, string Code) Throttled { get; init; } = (400, "ThrottlingException");

    /// <summary>The query protocol's codes of errors that have another name in the protocols that came later.</summary>
    public IReadOnlyDictionary<string, string> QueryCodes { get; init; } = new Dictionary<string, string>();

    /// <summary>Held while an operation runs, unless it is added as a <see cref="ServiceOperation"/>; null for none.</summary>
    public Lock? Gate { get; init; }

    /// <summary>Adds an operation of the JSON, CBOR or query protocols.</summary>
    /// <param name="handle">Does it; a null output is none.</param>
    /// <param name="resource">ARN that policies have to allow it on; null where nobody needs permission.</param>
    public ServiceApi Add(string name, Func<Call, Document?> handle, Func<Call, string>? resource) =>
        Add(new ServiceOperation(name, call => new(new Answer(Run(handle, call))), resource));

    /// <summary>Adds an operation that has no output.</summary>
    public ServiceApi Add(string name, Action<Call> handle, Func<Call, string>? resource) => Add(name, Silent(handle), resource);

    /// <summary>Adds an operation of a REST service.</summary>
    /// <param name="path">Path with parameters, which become members of the input.</param>
    /// <param name="handle">Does it; a null output is none.</param>
    /// <param name="resource">ARN that policies have to allow it on; null where nobody needs permission.</param>
    /// <param name="status">Status of its answer.</param>
    public ServiceApi Add(
        string name, string method, string path, Func<Call, Document?> handle, Func<Call, string>? resource, int status = 200) =>
        Add(method, path, new ServiceOperation(name, call => new(new Answer(Run(handle, call), status)), resource));

    /// <summary>Adds an operation of a REST service that has no output.</summary>
    public ServiceApi Add(
        string name, string method, string path, Action<Call> handle, Func<Call, string>? resource, int status = 200) =>
        Add(name, method, path, Silent(handle), resource, status);

    /// <summary>Adds an operation of a REST service that takes time or answers with more than a document.</summary>
    public ServiceApi Add(string method, string path, ServiceOperation operation)
    {
        _routes.Add(new RestRoute(method, path, operation));
        return Add(operation);
    }

    /// <exception cref="RefusedException">The sandbox does not know it.</exception>
    public ServiceOperation Find(string name) => _operations.GetValueOrDefault(name) ?? throw Unknown($"operation '{name}'");

    /// <summary>The operation of a method and path, whose parameters go into the input.</summary>
    /// <exception cref="RefusedException">The sandbox does not know it.</exception>
    public (ServiceOperation Operation, Dictionary<string, string> Parameters) Find(string method, string rawPath) =>
        _routes.OrderByDescending(route => route.Literals)
            .Select(route => (route.Operation, Parameters: route.Match(method, rawPath)))
            .FirstOrDefault(route => route.Parameters is not null) is ({ } operation, { } parameters)
            ? (operation, parameters)
            : throw Unknown($"request '{method} {rawPath}'");

    /// <summary>Refuses a caller whose policies do not allow an operation.</summary>
    /// <exception cref="RefusedException">They do not.</exception>
    public void Authorize(ServiceOperation operation, Call call)
    {
        var action = operation.Action ?? $"{ActionPrefix ?? SigningName}:{operation.Name}";
        if (operation.Resource?.Invoke(call) is not { } resource || call.Principal.Allows(action, resource))
        {
            return;
        }

        var why = call.Principal.Forbids(action, resource)
            ? "with an explicit deny in an identity-based policy"
            : $"because no identity-based policy allows the {action} action";
        throw new RefusedException(403, "AccessDeniedException",
            $"User: {call.Principal.Arn} is not authorized to perform: {action} on resource: {resource} {why}");
    }

    private static Func<Call, Document?> Silent(Action<Call> handle) => call =>
    {
        handle(call);
        return null;
    };

    private Document? Run(Func<Call, Document?> handle, Call call)
    {
        if (Gate is null)
        {
            return handle(call);
        }

        lock (Gate)
        {
            return handle(call);
        }
    }

    private ServiceApi Add(ServiceOperation operation)
    {
        _operations.Add(operation.Name, operation);
        return this;
    }

    private RefusedException Unknown(string what) =>
        new(404, "UnknownOperationException", $"The sandbox does not know the {what} of the service '{SigningName}'. It knows: "
            + $"{string.Join(", ", _operations.Keys.Order(StringComparer.Ordinal))}.");
}
