using IoTLoad.Aws.Protocols;

namespace Amazon.IoT.Model;

/// <summary>A key pair in PEM.</summary>
public class KeyPair
{
    internal static readonly Structure<KeyPair> Shape = new()
    {
        { "PublicKey", Shapes.Text, r => r.PublicKey, (r, v) => r.PublicKey = v },
        { "PrivateKey", Shapes.Text, r => r.PrivateKey, (r, v) => r.PrivateKey = v },
    };

    /// <summary>Public key in PEM.</summary>
    public string? PublicKey { get; set; }

    /// <summary>Private key in PEM: a secret.</summary>
    public string? PrivateKey { get; set; }
}
