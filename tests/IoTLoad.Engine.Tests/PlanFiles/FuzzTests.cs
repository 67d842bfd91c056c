using System.Diagnostics;
using System.Globalization;
using IoTLoad.Engine.Payload;
using IoTLoad.Engine.Plan;
using IoTLoad.Engine.PlanFiles;
using IoTLoad.Engine.Thresholds;

namespace IoTLoad.Engine.Tests.PlanFiles;

/// <summary>
/// Plan files, thresholds and templates with random changes: each is read, or refused by an error with an ID and advice. A short run; with
/// IOTLOAD_FUZZ_MINUTES=10, ten minutes of each. IOTLOAD_FUZZ_SEED repeats one.
/// </summary>
public sealed class FuzzTests
{
    private const int Cases = 400;

    private static readonly string[] Thresholds =
    [
        "ack.p99 < 200ms", "telemetry:lost == 0", "failed + unacked <= 0.1% over 30s from stage 2",
        "publishedRate >= 1900/s after 1m abort", "meters:ack.p99 < baseline * 1.1 warn",
        "roundTrip.max < 1s (remark) abort grace 10s",
    ];

    private static readonly string[] Templates =
    [
        "{\"id\":\"{{clientId}}\",\"n\":{{message+1}},\"t\":\"{{timestamp iso}}\",\"v\":{{float -10 40 1}}}",
        "fleet/{{scenario}}/{{device 6}}", "{{{{{{int 1 5}}{{string 8}}{{guid}}{{tracking}}{{timestamp s 6}}",
        "{{csv kind}}/{{run}}/{{devices}}/{{host}}/{{protocol}}",
    ];

    private static readonly string[] Words =
    [
        "{{", "}}", "${", "}", ":", "- ", "\n", "\n  ", "  ", "[", "]", "{", "}", "~", "null", "scenarios:", "startAfter: a",
        "startAt: 5s", "name: a", "&a ", "*a", "<<: *a", "!!int ", "|", ">", "\"", "'", "#", "%", "\t", "\0", "\ud800", "ü",
        "999999999999999999999", "-1", "1e308", "NaN", "99999999d", "0", "over", "from stage", "2", "+", "*", "baseline",
        "extends: x", "variables: { a: ${a} }", "a:", "(", ")", "1:2:3", "{{int",
    ];

    [Fact]
    public void Any_plan_file_is_read_or_refused()
    {
        var files = Directory.GetFiles(Repository.PathOf("examples", "plans"), "*.yaml").Select(File.ReadAllText).ToArray();
        Fuzz(files, text =>
        {
            var plan = PlanFile.Parse(Repository.PathOf("examples", "plans", "fuzz.yaml"), text).Plan;
            var written = PlanFileWriter.ToYaml(plan);
            Assert.Equal(written, PlanFileWriter.ToYaml(PlanFile.Parse("fuzz.yaml", written).Plan));
            PlanCheck.Check(plan);
            Threshold.Check(plan);
        });
    }

    [Fact]
    public void Any_threshold_is_read_or_refused() => Fuzz(Thresholds, text =>
        Assert.Equal(text.Trim(), Threshold.Parse(text).Expression));

    [Fact]
    public void Any_template_is_read_or_refused() => Fuzz(Templates, text =>
    {
        foreach (var scope in Enum.GetValues<TemplateScope>())
        {
            var template = TextTemplate.Parse(text, "fuzz", scope);
            var context = new MessageContext(7, 10, "client"u8.ToArray(), "run"u8.ToArray(), 5, 1_000_000_000, 3, []);
            Assert.True(template.Write(new byte[template.MaxLength(6)], context, default) >= 0);
        }
    });

    private static void Fuzz(string[] corpus, Action<string> read)
    {
        var minutes = double.TryParse(
            Environment.GetEnvironmentVariable("IOTLOAD_FUZZ_MINUTES"), CultureInfo.InvariantCulture, out var given) ? given : 0;
        var seed = int.TryParse(Environment.GetEnvironmentVariable("IOTLOAD_FUZZ_SEED"), CultureInfo.InvariantCulture, out var chosen)
            ? chosen : minutes > 0 ? Environment.TickCount : 16;
        var random = new Random(seed);
        var ran = Stopwatch.StartNew();
        for (var i = 0; i < Cases || ran.Elapsed.TotalMinutes < minutes; i++)
        {
            var text = Changed(corpus[random.Next(corpus.Length)], random);
            try
            {
                read(text);
            }
            catch (LoadException exception)
            {
                Assert.NotEmpty(exception.ErrorId);
                Assert.NotEmpty(exception.RecommendedAction);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, case {i}: {exception}\n--- of this text:\n{text}");
            }
        }
    }

    private static string Changed(string text, Random random)
    {
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(text.Length - at, random.Next(12));
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Remove(at, length).Insert(at, Words[random.Next(Words.Length)]),
                _ => text.Insert(at, Words[random.Next(Words.Length)]),
            };
        }

        return text;
    }
}
