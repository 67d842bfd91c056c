using System.Text;

namespace IoTLoad.Engine.Payload;

/// <summary>Reads a text file of the plan.</summary>
public static class TextFile
{
    /// <summary>Reads a file as UTF-8, or as the byte order mark at its start says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is; begins the error's ID, as in <c>CsvFileNotFound</c>.</param>
    /// <param name="parameter">The parameter that names it.</param>
    /// <exception cref="LoadException">…FileNotFound, …FileUnreadable, or …FileMalformed if decoding it would lose text.</exception>
    public static string Read(string path, string what, string parameter)
    {
        try
        {
            return Decode(File.ReadAllBytes(path), path, what, parameter);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw LoadException.NotFound(
                what + "FileNotFound", $"The file {path} of {parameter} does not exist.", "Check the path.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LoadException.AccessDenied(
                what + "FileUnreadable", $"The file {path} of {parameter} cannot be read: {exception.Message}",
                "Check that it is a file, and its rights.", path, exception);
        }
    }

    private static string Decode(byte[] content, string path, string what, string parameter)
    {
        var (encoding, mark) = content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (Strict(Encoding.UTF8), 3),
            [0xFF, 0xFE, ..] => (Strict(Encoding.Unicode), 2),
            [0xFE, 0xFF, ..] => (Strict(Encoding.BigEndianUnicode), 2),
            _ => (Strict(Encoding.UTF8), 0),
        };
        try
        {
            return encoding.GetString(content, mark, content.Length - mark);
        }
        catch (DecoderFallbackException exception)
        {
            // Where a line begins is told in characters, as an editor shows it.
            var good = Math.Clamp(exception.Index, 0, content.Length - mark);
            var before = Encoding.GetEncoding(encoding.CodePage).GetString(content, mark, good);
            var (line, column) = (before.AsSpan().Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
            throw LoadException.InvalidInput(
                what + "FileMalformed",
                $"The file {path} of {parameter} is not {encoding.EncodingName}: line {line}, column {column}.",
                "Save it as UTF-8.", path, exception);
        }
    }

    private static Encoding Strict(Encoding encoding) =>
        Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
