using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;
using IoTLoad.HelpBuilder.Cmdlets;
using IoTLoad.HelpBuilder.Pages;

namespace IoTLoad.HelpBuilder.Writing;

/// <summary>Writes the syntax and the parameters of a cmdlet.</summary>
internal sealed class ParameterWriter(CmdletFacts cmdlet, CmdletPage page)
{
    private static readonly ParameterRole Optional = new();

    /// <summary>One line of syntax for each parameter set. Get-Help adds the common parameters.</summary>
    public XElement Syntax() => new(
        Maml.Command + "syntax",
        cmdlet.ParameterSets.Select(set => new XElement(
            Maml.Command + "syntaxItem",
            new XElement(Maml.Text + "name", cmdlet.Name),
            InOrder(set).Select(each => Element(each.Parameter, each.Role, isSyntax: true)),
            Standard(isSyntax: true))));

    /// <summary>Each parameter once, in the order of the page.</summary>
    public XElement All() => new(
        Maml.Command + "parameters",
        page.Parameters.Select(section => cmdlet.Parameters.First(parameter => parameter.Name == section.Title.TrimStart('-')))
            .Select(parameter => Element(parameter, Combined(parameter), isSyntax: false)),
        Standard(isSyntax: false));

    /// <summary>Positional parameters come first, then mandatory ones, then all others as they are declared.</summary>
    private IEnumerable<(ParameterFacts Parameter, ParameterRole Role)> InOrder(string set) => cmdlet.Parameters
        .Select(parameter => (Parameter: parameter, Role: parameter.RoleIn(set)))
        .Where(each => each.Role is not null)
        .Select(each => (each.Parameter, each.Role!))
        .OrderBy(each => each.Item2.Position ?? int.MaxValue)
        .ThenBy(each => !each.Item2.IsMandatory);

    /// <summary>The part of a parameter over all its sets: mandatory only if it is so in each.</summary>
    private ParameterRole Combined(ParameterFacts parameter)
    {
        var roles = cmdlet.ParameterSets.Select(parameter.RoleIn).OfType<ParameterRole>().ToList();
        return new ParameterRole(
            roles.Select(role => role.Position).FirstOrDefault(position => position is not null),
            roles.TrueForAll(role => role.IsMandatory),
            roles.Exists(role => role.FromPipeline),
            roles.Exists(role => role.FromPipelineProperty));
    }

    /// <summary>-WhatIf and -Confirm, which PowerShell adds and every user knows; a page does not describe them.</summary>
    private IEnumerable<XElement> Standard(bool isSyntax)
    {
        if (cmdlet.SupportsShouldProcess)
        {
            yield return Element(Switch("WhatIf", "wi"), Optional, isSyntax,
                "Shows what would happen if the cmdlet ran. The cmdlet does not run.");
            yield return Element(Switch("Confirm", "cf"), Optional, isSyntax, "Asks for confirmation before the cmdlet runs.");
        }
    }

    private static ParameterFacts Switch(string name, string alias) => new(name)
    {
        Type = nameof(SwitchParameter),
        FullType = typeof(SwitchParameter).FullName!,
        IsSwitch = true,
        Aliases = [alias],
        Default = bool.FalseString,
    };

    private XElement Element(ParameterFacts parameter, ParameterRole role, bool isSyntax, string? standard = null)
    {
        var element = new XElement(
            Maml.Command + "parameter",
            new XAttribute("required", role.IsMandatory ? "true" : "false"),
            new XAttribute("variableLength", "true"),
            new XAttribute("globbing", parameter.AcceptsWildcards ? "true" : "false"),
            new XAttribute("pipelineInput", role.Pipeline),
            new XAttribute("position", role.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(Maml.Text + "name", parameter.Name));
        if (!isSyntax)
        {
            element.Add(Describe(parameter, standard));
        }

        if (isSyntax && parameter.Values.Count > 0)
        {
            element.Add(new XElement(
                Maml.Command + "parameterValueGroup", parameter.Values.Select(value => Value(value, isRequired: false))));
        }

        if (!isSyntax || !parameter.IsSwitch)
        {
            element.Add(Value(parameter.Type, isRequired: !parameter.IsSwitch));
        }

        element.Add(
            new XElement(Maml.Dev + "type", new XElement(Maml.Text + "name", parameter.FullType), new XElement(Maml.Text + "uri")),
            new XElement(Maml.Dev + "defaultValue", parameter.Default ?? "None"));
        return element;
    }

    private XElement Describe(ParameterFacts parameter, string? standard)
    {
        if (standard is not null)
        {
            return Maml.Description(Maml.Paragraph(standard));
        }

        var section = page.Parameters.First(section => section.Title == "-" + parameter.Name);
        var values = parameter.Values.Count > 0
            ? [Maml.Paragraph($"Values: {string.Join(", ", parameter.Values)}.")] : Array.Empty<XElement>();
        return Maml.Description(Maml.Paragraphs(section.Blocks).Concat(values));
    }

    private static XElement Value(string text, bool isRequired) => new(
        Maml.Command + "parameterValue",
        new XAttribute("required", isRequired ? "true" : "false"),
        new XAttribute("variableLength", "false"),
        text);
}
