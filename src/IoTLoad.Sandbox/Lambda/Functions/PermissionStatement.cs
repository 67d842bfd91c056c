using System.IO.Enumeration;
using System.Text.Json;

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
        Principal is "*" || string.Equals(Principal, service, StringComparison.Ordinal)
            ? Action is "lambda:InvokeFunction" or "lambda:*" or "*"
                && (SourceArn is null || FileSystemName.MatchesSimpleExpression(SourceArn, sourceArn, ignoreCase: false))
                && (SourceAccount is null || sourceArn.Split(':') is { Length: > 4 } parts && parts[4] == SourceAccount)
            : false;

    /// <summary>Writes it as a policy document has it.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString(nameof(Sid), Sid);
        json.WriteString("Effect", "Allow");
        WritePrincipal(json);
        json.WriteString(nameof(Action), Action);
        json.WriteString(nameof(Resource), Resource);
        if (SourceArn is not null || SourceAccount is not null)
        {
            json.WriteStartObject("Condition");
            WriteCondition(json, "StringEquals", "AWS:SourceAccount", SourceAccount);
            WriteCondition(json, "ArnLike", "AWS:SourceArn", SourceArn);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCondition(Utf8JsonWriter json, string comparison, string key, string? value)
    {
        if (value is not null)
        {
            json.WriteStartObject(comparison);
            json.WriteString(key, value);
            json.WriteEndObject();
        }
    }

    private void WritePrincipal(Utf8JsonWriter json)
    {
        if (Principal == "*")
        {
            json.WriteString(nameof(Principal), "*");
            return;
        }

        json.WriteStartObject(nameof(Principal));
        if (Principal.EndsWith(".amazonaws.com", StringComparison.Ordinal))
        {
            json.WriteString("Service", Principal);
        }
        else
        {
            json.WriteString("AWS", Principal.All(char.IsAsciiDigit) ? $"arn:aws:iam::{Principal}:root" : Principal);
        }

        json.WriteEndObject();
    }
}
