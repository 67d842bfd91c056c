using System.Runtime.InteropServices;
using System.Security;

namespace IoTLoad.PowerShell.Parameters;

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
