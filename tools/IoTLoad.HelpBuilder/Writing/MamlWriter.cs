using System.Text;
using System.Xml;
using System.Xml.Linq;
using IoTLoad.HelpBuilder.Cmdlets;
using IoTLoad.HelpBuilder.Pages;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Writing;

/// <summary>Writes the help of a module's cmdlets as MAML: prose from the pages, facts from the cmdlets.</summary>
internal static class MamlWriter
{
    public static string Write(IEnumerable<(CmdletFacts Cmdlet, CmdletPage Page)> commands)
    {
        var root = new XElement(
            Maml.Root + "helpItems",
            new XAttribute("schema", "maml"),
            commands.Select(command => CommandOf(command.Cmdlet, command.Page)));
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            root.WriteTo(writer);
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static XElement CommandOf(CmdletFacts cmdlet, CmdletPage page)
    {
        var parts = cmdlet.Name.Split('-', 2);
        var parameters = new ParameterWriter(cmdlet, page);
        return new XElement(
            Maml.Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml.Text),
            new XAttribute(XNamespace.Xmlns + "command", Maml.Command),
            new XAttribute(XNamespace.Xmlns + "dev", Maml.Dev),
            new XElement(
                Maml.Command + "details",
                new XElement(Maml.Command + "name", cmdlet.Name),
                Maml.Description(Maml.Paragraph(page.Synopsis)),
                new XElement(Maml.Command + "verb", parts[0]),
                new XElement(Maml.Command + "noun", parts[1])),
            Maml.Description(Maml.Paragraphs(page.Description)),
            parameters.Syntax(),
            parameters.All(),
            page.Inputs.Count > 0 ? Types("inputType", page.Inputs) : NoInput(),
            Types("returnValue", page.Outputs),
            new XElement(Maml.Text + "alertSet", new XElement(Maml.Text + "alert", Maml.Paragraphs(page.Notes))),
            new XElement(Maml.Command + "examples", page.Examples.Select((example, index) => ExampleOf(example, index + 1))),
            new XElement(Maml.Command + "relatedLinks", page.RelatedLinks.Select(LinkOf)));
    }

    private static XElement NoInput() => new(
        Maml.Command + "inputTypes",
        new XElement(
            Maml.Command + "inputType",
            new XElement(Maml.Dev + "type", new XElement(Maml.Text + "name", "None")),
            Maml.Description(Maml.Paragraph("Nothing can be piped to this cmdlet."))));

    private static XElement Types(string kind, IReadOnlyList<PageSection> entries) => new(
        Maml.Command + (kind + "s"),
        entries.Select(entry => new XElement(
            Maml.Command + kind,
            new XElement(Maml.Dev + "type", new XElement(Maml.Text + "name", entry.Title)),
            Maml.Description(Maml.Paragraphs(entry.Blocks)))));

    /// <summary>The dashes are how PowerShell's own help sets titles of examples apart, and so is the empty line at the end.</summary>
    private static XElement ExampleOf(PageSection example, int number)
    {
        var command = (TextBlock.Code)example.Blocks[0];
        return new XElement(
            Maml.Command + "example",
            new XElement(Maml.Text + "title", FormattableString.Invariant($"---------- Example {number}: {example.Title} ----------")),
            new XElement(Maml.Dev + "code", string.Join('\n', command.Lines)),
            new XElement(Maml.Dev + "remarks", Maml.Paragraphs(example.Blocks.Skip(1)).Append(Maml.Paragraph(""))));
    }

    private static XElement LinkOf(string text) => new(
        Maml.Text + "navigationLink",
        new XElement(Maml.Text + "linkText", text),
        new XElement(Maml.Text + "uri"));
}
