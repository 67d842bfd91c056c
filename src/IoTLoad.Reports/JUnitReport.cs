using System.Globalization;
using System.Text;
using System.Xml;
using IoTLoad.Engine.Results;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Reports;

/// <summary>
/// A result as JUnit XML, which CI services show as tests: a case that says whether the test ran to its end, and one for each
/// threshold. Source of the format: the schema of Jenkins' xUnit plug-in, which GitHub's and Azure's readers follow.
/// </summary>
public static class JUnitReport
{
    /// <summary>Makes the document.</summary>
    public static string Build(LoadResult result)
    {
        var cases = new List<(string Name, string? Failure)> { ("the test ran to its end", WhyNotRun(result)) };
        cases.AddRange(result.Scenarios.Select(scenario => ($"the scenario {scenario.Name} ran to its end", WhyNotRun(scenario))));
        cases.AddRange(result.Thresholds.Select(threshold => (threshold.Expression, WhyFailed(threshold))));
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, CheckCharacters = true }))
        {
            var name = ReportText.NameOf(result);
            var seconds = (result.Ended - result.Started).TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", ReportText.Printable(name));
            xml.WriteAttributeString("tests", Number(cases.Count));
            xml.WriteAttributeString("failures", Number(cases.Count(each => each.Failure is not null)));
            xml.WriteAttributeString("errors", "0");
            xml.WriteAttributeString("skipped", "0");
            xml.WriteAttributeString("timestamp", result.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("time", seconds);
            foreach (var (title, failure) in cases)
            {
                xml.WriteStartElement("testcase");
                xml.WriteAttributeString("classname", ReportText.Printable("IoTLoad." + name));
                xml.WriteAttributeString("name", ReportText.Printable(title));
                xml.WriteAttributeString("time", title == cases[0].Name ? seconds : "0");
                if (failure is not null)
                {
                    xml.WriteStartElement("failure");
                    xml.WriteAttributeString("message", ReportText.Printable(failure));
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteElementString("system-out", ReportText.Printable(string.Join('\n', result.ToLines())));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static string? WhyNotRun(LoadResult result) => result.Fault?.Message
        ?? (result.Outcome == Engine.Reports.RunOutcome.Completed ? null : $"It ended {result.Outcome}.");

    private static string? WhyFailed(ThresholdResult threshold) =>
        threshold.Fails ? $"{threshold.Expression} was {threshold.BrokenText}" : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
