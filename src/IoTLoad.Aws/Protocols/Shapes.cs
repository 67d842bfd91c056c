using Amazon.Runtime;

namespace IoTLoad.Aws.Protocols;

/// <summary>The shapes that structures are made of.</summary>
internal static class Shapes
{
    /// <summary>A string.</summary>
    public static readonly Shape<string> Text = new TextShape();

    /// <summary>A boolean.</summary>
    public static readonly Shape<bool> Flag = new FlagShape();

    /// <summary>A 32-bit integer.</summary>
    public static readonly Shape<int> Integer = new IntegerShape();

    /// <summary>A 64-bit integer.</summary>
    public static readonly Shape<long> Long = new LongShape();

    /// <summary>A double.</summary>
    public static readonly Shape<double> Number = new NumberShape();

    /// <summary>A time in UTC.</summary>
    public static readonly Shape<DateTime> Time = new TimeShape();

    /// <summary>Bytes.</summary>
    public static readonly Shape<MemoryStream> Bytes = new BytesShape();

    /// <summary>A map from strings to strings.</summary>
    public static readonly Shape<Dictionary<string, string>> Map = new MapShape();

    /// <summary>A list of strings.</summary>
    public static readonly Shape<List<string>> Texts = List(Text);

    /// <summary>A list.</summary>
    /// <param name="item">Shape of an item.</param>
    /// <typeparam name="T">Type of an item.</typeparam>
    public static Shape<List<T>> List<T>(Shape<T> item) => new ListShape<T>(item);

    /// <summary>A service's constant.</summary>
    /// <param name="find">Finds the constant of a text, or makes it.</param>
    /// <typeparam name="T">Type of the constants.</typeparam>
    public static Shape<T> Constant<T>(Func<string, T> find)
        where T : ConstantClass => new ConstantShape<T>(find);
}
