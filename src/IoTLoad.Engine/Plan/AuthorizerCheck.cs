using System.Buffers;

namespace IoTLoad.Engine.Plan;

/// <summary>Finds what cannot be used in an <see cref="AuthorizerPlan"/>. No message repeats the token or its signature.</summary>
internal static class AuthorizerCheck
{
    /// <summary>Longest value: what servers accept as all headers of a request together (AWS IoT Core, nginx and Apache: 8 KiB).</summary>
    private const int Longest = 8192;

    /// <summary>The characters of a header's name (RFC 9110, section 5.6.2).</summary>
    private static readonly SearchValues<char> OfName =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>Checks a plan; one without an authorizer has nothing to check.</summary>
    /// <exception cref="LoadException">AuthorizerIncomplete, InvalidAuthorizer.</exception>
    public static void Check(LoadPlan plan)
    {
        if (plan.Authorizer is not { } authorizer)
        {
            return;
        }

        if ((authorizer.Token is null) != (authorizer.TokenKeyName is null)
            || (authorizer.Signature is not null && authorizer.Token is null))
        {
            throw LoadException.InvalidInput(
                "AuthorizerIncomplete",
                "A custom authorizer's token needs the name of its key, and a signature needs the token that it signs.",
                "Give token and token key name, with the signature where the authorizer checks one; or none of the three.",
                authorizer.Name ?? "authorizer");
        }

        CheckValue("name", authorizer.Name);
        CheckValue("token", authorizer.Token);
        CheckValue("token signature", authorizer.Signature);
        if (authorizer.TokenKeyName is { } key && (key.Length is 0 or > 256 || key.AsSpan().ContainsAnyExcept(OfName)))
        {
            throw Invalid(
                "token key name", "cannot be the name of a header", "Write it in letters, digits, - and _, as the authorizer has it.");
        }
    }

    private static void CheckValue(string what, string? value)
    {
        if (value is null)
        {
            return;
        }

        if (value.Length is 0 or > Longest)
        {
            throw Invalid(what, "is empty, or longer than 8,192 characters", "Check where it was read from.");
        }

        // A line break would end a header, and start another one.
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw Invalid(what, "holds a line break, or a character that is not ASCII", "Write it in one line; Base64 tools break theirs.");
        }
    }

    private static LoadException Invalid(string what, string why, string action) =>
        LoadException.InvalidInput("InvalidAuthorizer", $"The custom authorizer's {what} {why}.", action, what);
}
