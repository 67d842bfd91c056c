namespace IoTLoad.Engine.Payload;

/// <summary>Reads a text file of the plan.</summary>
public static class TextFile
{
    /// <summary>Reads a file as UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is; begins the error's ID, as in <c>CsvFileNotFound</c>.</param>
    /// <param name="parameter">The parameter that names it.</param>
    /// <exception cref="LoadException">…FileNotFound or …FileUnreadable.</exception>
    public static string Read(string path, string what, string parameter)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LoadException(what + "FileNotFound", LoadErrorKind.NotFound, $"The file {path} of {parameter} does not exist.", "Check the path.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LoadException(
                what + "FileUnreadable", LoadErrorKind.AccessDenied, $"The file {path} of {parameter} cannot be read: {exception.Message}",
                "Check that it is a file, and its rights.", path, exception);
        }
    }
}
