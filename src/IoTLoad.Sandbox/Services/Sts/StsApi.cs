using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Identity.Policies;
using IoTLoad.Sandbox.Services.Iam;
using IoTLoad.Sandbox.Wire;

namespace IoTLoad.Sandbox.Services.Sts;

/// <summary>The Security Token Service: temporary credentials.</summary>
internal sealed class StsApi(SandboxAccount account, RoleStore roles, CredentialStore credentials)
{
    public static ServiceApi Create(SandboxAccount account, RoleStore roles, CredentialStore credentials)
    {
        var sts = new StsApi(account, roles, credentials);
        return new ServiceApi
        {
            SigningName = "sts",
            XmlNamespace = "https://sts.amazonaws.com/doc/2011-06-15/",
            InvalidInputCode = "ValidationError",
        }
            .Add("GetCallerIdentity", sts.GetCallerIdentity, null)
            .Add("GetSessionToken", sts.GetSessionToken, null)
            .Add("AssumeRole", sts.AssumeRole, null);
    }

    private static Document Describe(AccessKey key) => new()
    {
        ["AccessKeyId"] = key.Id,
        ["SecretAccessKey"] = key.Secret,
        ["SessionToken"] = key.Token,
        ["Expiration"] = key.Expires,
    };

    private static TimeSpan Lifetime(Call call, long usual, long longest)
    {
        var seconds = call.Input.Integer("DurationSeconds") ?? usual;
        return seconds >= 900 && seconds <= longest
            ? TimeSpan.FromSeconds(seconds)
            : throw new InvalidInputException("The requested DurationSeconds exceeds the MaxSessionDuration set for this role, or is "
                + $"under 900: it has to be from 900 to {longest}.");
    }

    private Document GetCallerIdentity(Call call) =>
        new() { ["UserId"] = call.Principal.Id, ["Account"] = account.Id, ["Arn"] = call.Principal.Arn };

    private Document GetSessionToken(Call call) =>
        new() { ["Credentials"] = Describe(credentials.CreateTemporary(call.Principal, Lifetime(call, 3600, 129_600))) };

    private Document AssumeRole(Call call)
    {
        var arn = call.Input.Required("RoleArn");
        var session = call.Input.Required("RoleSessionName");
        if (roles.Find(arn) is not { } role || !MayAssume(call.Principal, role))
        {
            // AWS does not tell who may not assume a role whether there is one.
            throw new RefusedException(
                403, "AccessDenied", $"User: {call.Principal.Arn} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        }

        PolicyDocument? policy = call.Input.Text("Policy") is { } document ? IamApi.Parse(document) : null;
        var key = credentials.CreateTemporary(roles.Session(role, session, policy),
            Lifetime(call, Math.Min(3600, role.LongestSession), role.LongestSession));
        return new Document
        {
            ["Credentials"] = Describe(key),
            ["AssumedRoleUser"] = new Document { ["AssumedRoleId"] = key.Principal.Id, ["Arn"] = key.Principal.Arn },
        };
    }

    // The role trusts the caller by name, or it trusts the account and the caller's own policy allows it.
    private bool MayAssume(Principal principal, Role role) =>
        roles.Trusts(role, "AWS", principal.Arn, RoleArnOf(principal))
        || (roles.Trusts(role, "AWS", account.Id, $"arn:aws:iam::{account.Id}:root") && principal.Allows("sts:AssumeRole", role.Arn));

    // A trust policy names the role that a session came from.
    private string RoleArnOf(Principal principal)
    {
        var parts = principal.Arn.Split('/');
        return parts.Length == 3 ? roles.ArnOf("/", parts[1]) : principal.Arn;
    }
}
