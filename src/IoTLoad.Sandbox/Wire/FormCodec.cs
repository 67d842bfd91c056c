using System.Globalization;
using System.Text;
using IoTLoad.Sandbox.Identity;

namespace IoTLoad.Sandbox.Wire;

/// <summary>Documents as forms of the query protocol: <c>Tags.member.1.Key=a</c> is the first of a list of structures.</summary>
internal static class FormCodec
{
    private const int Deepest = 64;

    public static Document Read(ReadOnlyMemory<byte> body)
    {
        var root = new Document();
        foreach (var (name, value) in SignedRequest.Parameters(Encoding.UTF8.GetString(body.Span).Replace('+', ' ')))
        {
            Put(root, name.Split('.'), value);
        }

        return Document.Of(root.Select(member => KeyValuePair.Create(member.Key, Listed(member.Value))));
    }

    private static void Put(Document document, string[] path, string value)
    {
        InvalidInputException.ThrowIf(path.Length > Deepest, $"The request's form is nested more than {Deepest} deep.");
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

    private static object? Listed(object? value) => value switch
    {
        Document { Count: 1 } document when document.GetValueOrDefault("member") is Document members => members
            .OrderBy(member => int.TryParse(member.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InvalidInputException($"'{member.Key}' is not the number of a list's member."))
            .Select(member => Listed(member.Value))
            .ToList(),
        Document document => Document.Of(document.Select(member => KeyValuePair.Create(member.Key, Listed(member.Value)))),
        _ => value,
    };
}
