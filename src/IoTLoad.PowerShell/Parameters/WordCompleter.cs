using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace IoTLoad.PowerShell.Parameters;

/// <summary>Completes an argument from a list of words.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = (wordToComplete ?? "").Trim('\'', '"');
        return Words(commandName ?? "", fakeBoundParameters ?? new Hashtable())
            .Where(each => each.ListItemText.StartsWith(word, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>All words, best first.</summary>
    /// <param name="commandName">The cmdlet.</param>
    /// <param name="bound">Parameters that are given already.</param>
    protected abstract IEnumerable<CompletionResult> Words(string commandName, IDictionary bound);
}
