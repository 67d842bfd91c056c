using System.Globalization;
using System.Text;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Documents as forms of the query protocol: <c>Tags.member.1.Key=a</c> is the first of a list of structures.</summary>
internal static class FormCodec
{
    private const int Deepest = 64;

    /// <summary>Reads a form.</summary>
    public static Document Read(ReadOnlyMemory<byte> body)
    {
        var root = new Document();
        foreach (var pair in Encoding.UTF8.GetString(body.Span).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Unescape(equals < 0 ? pair : pair[..equals]);
            Put(root, name.Split('.'), equals < 0 ? "" : Unescape(pair[(equals + 1)..]));
        }

        foreach (var name in root.Keys.ToList())
        {
            root[name] = Listed(root[name]);
        }

        return root;
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static void Put(Document document, string[] path, string value)
    {
        if (path.Length > Deepest)
        {
            throw new InvalidInputException($"The request's form is nested more than {Deepest} deep.");
        }

        foreach (var part in path[..^1])
        {
            if (document.GetValueOrDefault(part) is not Document child)
            {
                document[part] = child = [];
            }

            document = child;
        }

        document[path[^1]] = value;
    }

    private static object? Listed(object? value)
    {
        if (value is not Document document)
        {
            return value;
        }

        if (document is { Count: 1 } && document.GetValueOrDefault("member") is Document members)
        {
            return members
                .OrderBy(member => int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new InvalidInputException($"'{member.Key}' is not the number of a list's member."))
                .Select(member => Listed(member.Value))
                .ToList();
        }

        foreach (var name in document.Keys.ToList())
        {
            document[name] = Listed(document[name]);
        }

        return document;
    }
}
