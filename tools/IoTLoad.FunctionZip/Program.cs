namespace IoTLoad.FunctionZip;

/// <summary>The command line: <c>folder zip</c>.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (arguments is not [var folder, var zip])
        {
            Console.Error.WriteLine("IoTLoad.FunctionZip <folder> <zip>");
            return 2;
        }

        DeterministicZip.Write(folder, zip);
        return 0;
    }
}
