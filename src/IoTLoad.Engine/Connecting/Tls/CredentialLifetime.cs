using System.Buffers.Text;
using System.Text.Json;
using IoTLoad.Engine.Plan;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Connecting.Tls;

/// <summary>Finds certificates and tokens of a plan that end before its test does.</summary>
public static class CredentialLifetime
{
    /// <summary>What ends too early, in words.</summary>
    /// <param name="plan">A plan whose files can be read.</param>
    /// <param name="start">When the test starts, UTC.</param>
    /// <exception cref="LoadException">A file cannot be read: <see cref="TlsMaterial.Load(LoadPlan)"/>.</exception>
    public static IReadOnlyList<string> Doubts(LoadPlan plan, DateTime start)
    {
        ArgumentNullException.ThrowIfNull(plan);
        using var material = TlsMaterial.Load(plan);
        var end = start + TimeSpan.FromSeconds(plan.Connections / plan.Devices.ConnectRate) + plan.Duration + plan.DrainTime;
        var doubts = new List<string>();
        if (material.ClientEnds is { } client)
        {
            var file = plan.Tls.PfxFile ?? plan.Tls.CertificateFile;
            Check($"The client certificate in {file}", client, "devices that connect after that are refused");
        }

        if (material.OwnEnds.Where(ends => ends < end).Order().ToList() is { Count: > 0 and var early } ends)
        {
            Check(Text($"The first of {early} device certificates"), ends[0], "devices that connect after theirs has ended are refused");
        }

        foreach (var authority in material.Authorities ?? [])
        {
            Check(
                $"The authority {authority.Subject} in {PlanField.CaFile} {plan.Tls.CaFile}", authority.NotAfter.ToUniversalTime(),
                "devices that connect after that trust no certificate of it");
        }

        if (TokenEnds(plan.Authorizer?.Token) is { } token)
        {
            Check("The custom authorizer's token", token, "devices that connect after that may be refused");
        }

        return doubts;

        void Check(string what, DateTime ends, string then)
        {
            if (ends < end)
            {
                doubts.Add(Text(
                    $"{what} ends on {ends:yyyy-MM-dd HH:mm:ss} UTC, and the test on {end:yyyy-MM-dd HH:mm:ss} UTC: {then}."));
            }
        }
    }

    /// <summary>The end of a token that is a JSON Web Token with a claim <c>exp</c> (RFC 7519); null for any other.</summary>
    private static DateTime? TokenEnds(string? token)
    {
        if (token?.Split('.') is not [_, var claims, _] || !Base64Url.IsValid(claims))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("exp", out var ends) && ends.TryGetInt64(out var seconds)
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
