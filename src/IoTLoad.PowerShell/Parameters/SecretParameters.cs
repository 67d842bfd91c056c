using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security;
using IoTLoad.Aws.Control;
using IoTLoad.Engine;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Names of parameters in SSM, as a hashtable of what each holds.</summary>
internal static class SecretParameters
{
    /// <exception cref="LoadException">UnknownSecret.</exception>
    public static SecretSources Parse(Hashtable given)
    {
        var sources = new SecretSources();
        foreach (DictionaryEntry entry in given)
        {
            var property = typeof(SecretSources).GetProperty($"{entry.Key}",
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.IgnoreCase) ?? throw LoadException.InvalidInput(
                "UnknownSecret", $"There is no secret '{entry.Key}'.",
                $"Write -SecretParameter @{{ Certificate = '/iotload/…'; Key = '/iotload/…' }}, "
                    + $"with any of {string.Join(", ", typeof(SecretSources).GetProperties().Select(each => each.Name))}.",
                $"{entry.Key}");
            property.SetValue(sources, $"{entry.Value}");
        }

        return sources;
    }
}

/// <summary>Reads a SecureString where its text is needed: to connect.</summary>
internal static class Secret
{
    /// <summary>The text; null where there is no secret.</summary>
    public static string? Reveal(SecureString? secret)
    {
        if (secret is null)
        {
            return null;
        }

        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(pointer, secret.Length);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }
}
