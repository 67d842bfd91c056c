using System.IO.Enumeration;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Lambda.Functions;

/// <summary>A statement of a function's resource policy.</summary>
internal sealed record PermissionStatement
{
    public required string Sid { get; init; }
    public required string Action { get; init; }

    /// <summary>A service such as <c>iot.amazonaws.com</c>, an account ID, an ARN, or <c>*</c>.</summary>
    public required string Principal { get; init; }

    /// <summary>ARN of the function.</summary>
    public required string Resource { get; init; }

    /// <summary>ARN that the source has to have; may hold wildcards.</summary>
    public string? SourceArn { get; init; }

    /// <summary>Account that the source has to belong to.</summary>
    public string? SourceAccount { get; init; }

    /// <summary>Whether a service may invoke the function on behalf of a resource.</summary>
    /// <param name="sourceArn">ARN of the resource.</param>
    public bool AllowsInvocation(string service, string sourceArn) =>
        (Principal == "*" || Principal == service)
        && Action is "lambda:InvokeFunction" or "lambda:*" or "*"
        && (SourceArn is null || FileSystemName.MatchesSimpleExpression(SourceArn, sourceArn, ignoreCase: false))
        && (SourceAccount is null || (sourceArn.Split(':') is { Length: > 4 } parts && parts[4] == SourceAccount));

    /// <summary>The statement as a policy document has it.</summary>
    public Document Describe() => new()
    {
        ["Sid"] = Sid,
        ["Effect"] = "Allow",
        ["Principal"] = Principal switch
        {
            "*" => "*",
            _ when Principal.EndsWith(".amazonaws.com", StringComparison.Ordinal) => new Document { ["Service"] = Principal },
            _ when Principal.All(char.IsAsciiDigit) => new Document { ["AWS"] = $"arn:aws:iam::{Principal}:root" },
            _ => new Document { ["AWS"] = Principal },
        },
        ["Action"] = Action,
        ["Resource"] = Resource,
        ["Condition"] = SourceArn is null && SourceAccount is null ? null : new Document
        {
            ["StringEquals"] = SourceAccount is null ? null : new Document { ["AWS:SourceAccount"] = SourceAccount },
            ["ArnLike"] = SourceArn is null ? null : new Document { ["AWS:SourceArn"] = SourceArn },
        },
    };
}
