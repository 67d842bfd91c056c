using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace IoTLoad.Shell.Host;

/// <content>What asks the person at the terminal.</content>
internal sealed partial class ShellInterface
{
    /// <inheritdoc/>
    public override string ReadLine() => Ask("Read-Host", () => Console.ReadLine() ?? throw new PipelineStoppedException());

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => Ask("a password", ReadSecret);

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        Ask("values of parameters", () =>
        {
            Tell(caption, message);
            var answers = new Dictionary<string, PSObject>();
            foreach (var field in descriptions)
            {
                Write($"{field.Name}: ");
                answers[field.Name] = PSObject.AsPSObject(
                    field.ParameterTypeName == nameof(SecureString) ? ReadSecret() : Console.ReadLine() ?? throw new PipelineStoppedException());
            }

            return answers;
        });

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        Ask("a confirmation", () =>
        {
            Tell(caption, message);
            while (true)
            {
                var marked = choices.Select((choice, index) => index == defaultChoice ? $"[{Plain(choice)}]" : Plain(choice));
                Write(string.Join("  ", marked) + ": ");
                var answer = (Console.ReadLine() ?? throw new PipelineStoppedException()).Trim();
                if (answer.Length == 0 && defaultChoice >= 0)
                {
                    return defaultChoice;
                }

                var index = choices.ToList().FindIndex(choice =>
                    answer.Equals(KeyOf(choice), StringComparison.OrdinalIgnoreCase)
                    || answer.Equals(choice.Label.Replace("&", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
                if (index >= 0)
                {
                    return index;
                }
            }
        });

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        PromptForCredential(caption, message, userName, targetName, PSCredentialTypes.Default, PSCredentialUIOptions.Default);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        Ask("a credential", () =>
        {
            Tell(caption, message);
            if (string.IsNullOrEmpty(userName))
            {
                Write("User: ");
                userName = Console.ReadLine() ?? throw new PipelineStoppedException();
            }

            Write($"Password for user {userName}: ");
            return new PSCredential(userName, ReadSecret());
        });

    private T Ask<T>(string what, Func<T> ask)
    {
        if (_nonInteractive)
        {
            throw new PSInvalidOperationException($"IoTLoad.Shell is in NonInteractive mode. {what} cannot be asked for: give it as a parameter, or use -Confirm:$false.");
        }

        ClearProgress();
        return ask();
    }

    private void Tell(string caption, string message)
    {
        foreach (var text in new[] { caption, message }.Where(text => !string.IsNullOrEmpty(text)))
        {
            WriteLine(text);
        }
    }

    private static SecureString ReadSecret()
    {
        var secret = new SecureString();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                Console.Error.WriteLine();
                secret.MakeReadOnly();
                return secret;
            }

            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
            {
                secret.RemoveAt(secret.Length - 1);
                Console.Error.Write("\b \b");
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
                Console.Error.Write('*');
            }
        }
    }

    private static string KeyOf(ChoiceDescription choice)
    {
        var at = choice.Label.IndexOf('&', StringComparison.Ordinal);
        return at >= 0 && at + 1 < choice.Label.Length ? choice.Label.Substring(at + 1, 1) : choice.Label;
    }

    private static string Plain(ChoiceDescription choice) => $"{KeyOf(choice).ToUpperInvariant()} {choice.Label.Replace("&", "", StringComparison.Ordinal)}";
}
