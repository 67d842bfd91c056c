using System.Management.Automation;
using System.Management.Automation.Language;
using IoTLoad.HelpBuilder.Cmdlets;
using IoTLoad.HelpBuilder.Text;

namespace IoTLoad.HelpBuilder.Checks;

/// <summary>
/// Parses the examples as PowerShell would, and looks up what they use of the module: commands, and parameters by their full
/// names, splatted ones included.
/// </summary>
/// <param name="cmdlets">The module's cmdlets.</param>
/// <param name="nounPrefix">What their nouns begin with.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class ExampleCheck(IReadOnlyList<CmdletFacts> cmdlets, string nounPrefix, List<PageProblem> problems)
{
    public void Run(string file, IEnumerable<TextBlock.Code> code)
    {
        foreach (var block in code.Where(block => block.IsPowerShell))
        {
            var script = Parser.ParseInput(string.Join('\n', block.Lines), out _, out var errors);
            foreach (var error in errors)
            {
                Complain(error.Extent, $"PowerShell cannot read this: {error.Message}");
            }

            foreach (var command in script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                Check(script, command, Complain);
            }

            void Complain(IScriptExtent extent, string message) =>
                problems.Add(new PageProblem(file, block.Line + extent.StartLineNumber, PageProblem.Example, message));
        }
    }

    private void Check(ScriptBlockAst script, CommandAst command, Action<IScriptExtent, string> complain)
    {
        var name = command.GetCommandName();
        var cmdlet = cmdlets.FirstOrDefault(cmdlet => cmdlet.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (cmdlet is null)
        {
            if (name?.Contains("-" + nounPrefix, StringComparison.OrdinalIgnoreCase) == true)
            {
                complain(command.Extent, $"The module has no cmdlet {name}.");
            }

            return;
        }

        var parameters = command.CommandElements.OfType<CommandParameterAst>()
            .Select(parameter => (parameter.Extent, parameter.ParameterName));
        foreach (var (extent, parameter) in parameters.Concat(Splatted(script, command)))
        {
            if (!HasParameter(cmdlet, parameter))
            {
                complain(extent, $"{cmdlet.Name} has no parameter {parameter}; aliases and abbreviations are not for examples.");
            }
        }
    }

    /// <summary>Keys of hashtables that the example assigns to a variable which it splats.</summary>
    private static IEnumerable<(IScriptExtent Extent, string Name)> Splatted(ScriptBlockAst script, CommandAst command)
    {
        var names = command.CommandElements.OfType<VariableExpressionAst>().Where(variable => variable.Splatted)
            .Select(variable => variable.VariablePath.UserPath).ToList();
        return script.FindAll(node => node is AssignmentStatementAst, searchNestedScriptBlocks: true)
            .Cast<AssignmentStatementAst>()
            .Where(assignment => assignment.Left is VariableExpressionAst variable
                && names.Contains(variable.VariablePath.UserPath, StringComparer.OrdinalIgnoreCase))
            .SelectMany(assignment => assignment.Right.FindAll(node => node is HashtableAst, searchNestedScriptBlocks: false).Take(1)
                .Cast<HashtableAst>())
            .SelectMany(table => table.KeyValuePairs)
            .Select(pair => (pair.Item1.Extent, pair.Item1 is StringConstantExpressionAst text ? text.Value : pair.Item1.Extent.Text));
    }

    private static bool HasParameter(CmdletFacts cmdlet, string name)
    {
        var standard = cmdlet.SupportsShouldProcess ? Cmdlet.CommonParameters.Append("WhatIf").Append("Confirm") : Cmdlet.CommonParameters;
        return cmdlet.Parameters.Select(parameter => parameter.Name).Concat(standard).Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
