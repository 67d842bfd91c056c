using Amazon.Runtime;
using IoTLoad.Aws.Protocols;

namespace Amazon.Lambda;

/// <summary>Runtime of a function. The service has more; any text becomes one.</summary>
public class Runtime : ConstantClass
{
    /// <summary><c>provided</c></summary>
    public static readonly Runtime Provided = new("provided");

    /// <summary><c>provided.al2</c></summary>
    public static readonly Runtime ProvidedAl2 = new("provided.al2");

    /// <summary><c>provided.al2023</c></summary>
    public static readonly Runtime ProvidedAl2023 = new("provided.al2023");

    internal static readonly Shape<Runtime> Shape = Shapes.Constant(FindValue);

    /// <summary>Makes a constant that is not listed here.</summary>
    public Runtime(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a text.</summary>
    public static Runtime FindValue(string value) => FindValue<Runtime>(value);

    /// <summary>The constant of a text.</summary>
    public static implicit operator Runtime(string value) => FindValue(value);
}
