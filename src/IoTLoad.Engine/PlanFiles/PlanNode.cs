using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.PlanFiles;

/// <summary>A place in a plan file.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal sealed record PlanMark(string File, long Line, long Column)
{
    /// <summary>The place as compilers write it, with the file's name only.</summary>
    public override string ToString() => Text($"{Path.GetFileName(File)}({Line},{Column})");

    /// <summary>An error at this place.</summary>
    public LoadException Error(string id, string message, string action, Exception? inner = null) =>
        new(id, LoadErrorKind.InvalidInput, $"{this}: {message}", action, File, inner);
}

/// <summary>What stands at one place of a plan file.</summary>
internal abstract record PlanNode(PlanMark At);

/// <summary>A single value, as text.</summary>
internal sealed record PlanScalar(PlanMark At, string Value, bool Quoted) : PlanNode(At)
{
    /// <summary>Whether it is YAML's null.</summary>
    public bool IsNull => !Quoted && Value is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A list.</summary>
internal sealed record PlanList(PlanMark At, IReadOnlyList<PlanNode> Items) : PlanNode(At);

/// <summary>Fields with their values, in the order of the file.</summary>
internal sealed record PlanMap(PlanMark At, IReadOnlyList<(PlanScalar Key, PlanNode Value)> Fields) : PlanNode(At)
{
    /// <summary>The value of a field; null if it is not there.</summary>
    public PlanNode? Find(string key) => Fields.FirstOrDefault(field => field.Key.Value == key).Value;

    /// <summary>This over another one: maps are merged, everything else is replaced.</summary>
    public PlanMap Over(PlanMap below)
    {
        var merged = below.Fields.ToList();
        foreach (var (key, value) in Fields)
        {
            var at = merged.FindIndex(field => field.Key.Value == key.Value);
            var both = at >= 0 && merged[at].Value is PlanMap old && value is PlanMap map ? map.Over(old) : value;
            if (at >= 0)
            {
                merged[at] = (key, both);
            }
            else
            {
                merged.Add((key, both));
            }
        }

        return new PlanMap(At, merged);
    }
}

/// <summary>Parses YAML, of which JSON is a part, and keeps where everything stands.</summary>
internal sealed class PlanParser
{
    private const int Deepest = 20;
    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, PlanNode> _anchors = [];

    private PlanParser(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Parses the text of a file.</summary>
    /// <exception cref="LoadException">MalformedPlanFile.</exception>
    public static PlanMap Parse(string file, string text)
    {
        var parser = new PlanParser(file, text);
        try
        {
            return parser.Document();
        }
        catch (Exception exception) when (exception is not LoadException)
        {
            // Besides YamlException, YamlDotNet's scanner lets InvalidOperationException and others out on text that is not YAML.
            var at = exception is YamlException yaml ? yaml.Start : parser._parser.Current?.End ?? Mark.Empty;
            throw new PlanMark(file, at.Line, at.Column).Error(
                "MalformedPlanFile", $"this is not YAML: {exception.Message.TrimEnd('.')}.",
                "Check the indentation, and that quotes and brackets are closed; indent with spaces, not tabs.", exception);
        }
    }

    private PlanMap Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out var end))
        {
            throw Malformed(end, "the file is empty", "Write a plan, such as \"devices: { count: 100 }\".");
        }

        _parser.Consume<DocumentStart>();
        var first = _parser.Current!;
        if (Node(0) is not PlanMap map)
        {
            throw Malformed(first, "expected the fields of a plan", "Write a plan, such as \"devices: { count: 100 }\".");
        }

        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second)
            ? throw Malformed(second, "a second document begins here", "Write each plan to a file of its own.")
            : map;
    }

    private PlanNode Node(int depth)
    {
        var start = _parser.Current!;
        if (depth > Deepest)
        {
            throw Malformed(start, $"nested deeper than {Deepest} levels", "No part of a plan is nested that deep.");
        }

        switch (start)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                return _anchors.GetValueOrDefault(alias.Value)
                    ?? throw Malformed(alias, $"there is no anchor '{alias.Value}' above", $"Write &{alias.Value} at the value meant.");
            case Scalar scalar:
                _parser.MoveNext();
                return Keep(scalar, new PlanScalar(At(scalar), scalar.Value, scalar.Style != ScalarStyle.Plain));
            case SequenceStart sequence:
                _parser.MoveNext();
                return Keep(sequence, new PlanList(At(sequence), Items(depth)));
            case MappingStart mapping:
                _parser.MoveNext();
                return Keep(mapping, new PlanMap(At(mapping), Fields(depth)));
            default:
                throw Malformed(start, "expected a value", "Write a text, a number, a list or fields.");
        }
    }

    private List<PlanNode> Items(int depth)
    {
        var items = new List<PlanNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return items;
    }

    private List<(PlanScalar Key, PlanNode Value)> Fields(int depth)
    {
        var fields = new List<(PlanScalar Key, PlanNode Value)>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var start = _parser.Current!;
            if (Node(depth + 1) is not PlanScalar key)
            {
                throw Malformed(start, "expected the name of a field", "Write a field as \"name: value\".");
            }

            if (fields.Find(field => field.Key.Value == key.Value) is { Key: { } first })
            {
                throw Malformed(start, $"'{key.Value}' is here twice, first in line {first.At.Line}", "Leave one of them out.");
            }

            fields.Add((key, Node(depth + 1)));
        }

        return fields;
    }

    private PlanNode Keep(NodeEvent start, PlanNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor] = node;
        }

        return node;
    }

    private PlanMark At(ParsingEvent start) => new(_file, start.Start.Line, start.Start.Column);

    private LoadException Malformed(ParsingEvent start, InvariantText problem, InvariantText action) =>
        At(start).Error("MalformedPlanFile", $"{problem.Take()}.", action.Take());
}
