using IoTLoad.HelpBuilder.Cmdlets;
using IoTLoad.HelpBuilder.Pages;

namespace IoTLoad.HelpBuilder.Checks;

/// <summary>Holds the pages against the compiled cmdlets: each says what the other does not, and neither goes without.</summary>
internal static class PageCheck
{
    /// <param name="folder">Folder of the pages, for cmdlets that have none.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="cmdlets">The cmdlets.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static void Run(string folder, IReadOnlyList<CmdletPage> pages, IReadOnlyList<CmdletFacts> cmdlets, List<PageProblem> problems)
    {
        foreach (var cmdlet in cmdlets)
        {
            if (pages.FirstOrDefault(page => page.Name == cmdlet.Name) is { } page)
            {
                Borrow(page, pages, cmdlet);
                Compare(page, cmdlet, problems);
            }
            else
            {
                problems.Add(new PageProblem(Path.Combine(folder, cmdlet.Name + ".md"), 1, PageProblem.UndocumentedCmdlet,
                    $"{cmdlet.Name} has no page; write this one."));
            }
        }

        foreach (var page in pages.Where(page => cmdlets.All(cmdlet => cmdlet.Name != page.Name)))
        {
            problems.Add(new PageProblem(page.File, page.Outline.Line, PageProblem.UnknownCmdlet,
                $"The module has no cmdlet {page.Name}."));
        }
    }

    /// <summary>Takes the texts of parameters that the page leaves to another one.</summary>
    private static void Borrow(CmdletPage page, IReadOnlyList<CmdletPage> pages, CmdletFacts cmdlet)
    {
        if (page.ParametersOf is { } name && pages.FirstOrDefault(other => other.Name == name) is { } lender)
        {
            var own = page.Parameters.Select(parameter => parameter.Title).ToHashSet(StringComparer.Ordinal);
            page.Section("Parameters")!.Sections.AddRange(lender.Parameters.Where(parameter => !own.Contains(parameter.Title)
                && cmdlet.Parameters.Any(each => "-" + each.Name == parameter.Title)));
        }
    }

    private static void Compare(CmdletPage page, CmdletFacts cmdlet, List<PageProblem> problems)
    {
        var documented = page.Parameters.Select(parameter => parameter.Title.TrimStart('-')).ToList();
        var parameters = cmdlet.Parameters.Select(parameter => parameter.Name).ToList();
        var end = page.Section("Parameters")?.Line ?? page.Outline.Line;
        foreach (var name in parameters.Except(documented))
        {
            problems.Add(new PageProblem(page.File, end, PageProblem.UndocumentedParameter,
                $"{cmdlet.Name} has a parameter {name}; describe it below ### -{name}."));
        }

        foreach (var (parameter, name) in page.Parameters.Zip(documented))
        {
            if (!parameters.Contains(name))
            {
                problems.Add(new PageProblem(page.File, parameter.Line, PageProblem.UnknownParameter,
                    $"{cmdlet.Name} has no parameter {name} of its own{Hint(name, parameters)}."));
            }
        }

        foreach (var twice in page.Parameters.GroupBy(parameter => parameter.Title).Where(group => group.Count() > 1))
        {
            problems.Add(new PageProblem(page.File, twice.Last().Line, PageProblem.Format, $"{twice.Key} is described twice."));
        }

        if (page.Inputs.Count == 0
            && cmdlet.Parameters.Any(parameter => parameter.Roles.Values.Any(role => role.FromPipeline || role.FromPipelineProperty)))
        {
            problems.Add(new PageProblem(page.File, page.Outline.Line, PageProblem.Missing,
                $"{cmdlet.Name} takes input from the pipeline; describe it in ## Inputs."));
        }

        CompareOutputs(page, cmdlet, problems);
    }

    private static void CompareOutputs(CmdletPage page, CmdletFacts cmdlet, List<PageProblem> problems)
    {
        var end = page.Section("Outputs")?.Line ?? page.Outline.Line;
        var documented = page.Outputs.Select(output => output.Title).ToList();
        foreach (var type in cmdlet.OutputTypes.Except(documented))
        {
            problems.Add(new PageProblem(page.File, end, PageProblem.OutputType,
                $"{cmdlet.Name} writes {type}; describe it below ### {type} in ## Outputs."));
        }

        foreach (var output in page.Outputs.Where(output => output.Title != "None" && !cmdlet.OutputTypes.Contains(output.Title)))
        {
            problems.Add(new PageProblem(page.File, output.Line, PageProblem.OutputType,
                $"{cmdlet.Name} does not declare to write {output.Title}."));
        }
    }

    /// <summary>A name that differs by case only is most likely meant.</summary>
    private static string Hint(string name, List<string> parameters) =>
        parameters.Find(each => each.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } meant ? $"; is {meant} meant?" : "";
}
