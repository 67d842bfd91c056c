using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using IoTLoad.Engine.Plan;
using static IoTLoad.Engine.InvariantText;

namespace IoTLoad.Engine.Payload;

/// <summary>
/// A CSV file (RFC 4180) with a header line: device <c>i</c> takes row <c>i mod rows</c>. A value is escaped where it stands in a
/// JSON string, and inserted as it is anywhere else.
/// </summary>
public sealed class PayloadColumns
{
    private readonly string _path;
    private readonly byte[][][] _rows;

    private PayloadColumns(string path, IReadOnlyList<string> names, byte[][][] rows)
    {
        _path = path;
        Names = names;
        _rows = rows;
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => _rows.Length;

    /// <summary>The columns for a plan's placeholders: of its CSV file, or of its inventory; null where it has neither.</summary>
    /// <exception cref="LoadException">As for the file.</exception>
    public static PayloadColumns? Of(LoadPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Payload.CsvFile is { } file ? Read(file)
            : plan.Devices.Inventory is { } inventory ? DeviceInventory.Read(inventory, plan.Devices.InventoryGroup).Columns
            : null;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is; begins the error's ID.</param>
    /// <param name="field">The field of the plan that names it.</param>
    /// <exception cref="LoadException">CsvFileNotFound, CsvFileUnreadable or CsvFileMalformed.</exception>
    public static PayloadColumns Read(string path, string what = "Csv", string field = PlanField.PayloadCsv)
    {
        var records = Parse(TextFile.Read(path, what, field), path);
        if (records.Count < 2)
        {
            throw Malformed(path, "It needs a header line and at least one row.");
        }

        var ragged = records.FindIndex(record => record.Length != records[0].Length);
        if (ragged >= 0)
        {
            throw Malformed(path, $"Record {ragged + 1} has {records[ragged].Length} values; the header has {records[0].Length}.");
        }

        return new PayloadColumns(path, records[0], [.. records.Skip(1).Select(record => record.Select(Encoding.UTF8.GetBytes).ToArray())]);
    }

    /// <summary>Number of a column, by its name without regard to case; −1 where there is none.</summary>
    public int IndexOf(string name) => Names.ToList().FindIndex(each => each.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Bytes of a column's longest value.</summary>
    /// <param name="column">Number of the column.</param>
    /// <param name="inJson">Whether the values stand in JSON strings.</param>
    public int LongestOf(int column, bool inJson = false) =>
        _rows.Max(row => inJson ? JsonPlace.EscapedLength(row[column]) : row[column].Length);

    /// <summary>Number of the first row, from 0, whose value in a column is of a kind; null if none is.</summary>
    internal int? FirstThat(int column, Func<byte[], bool> isOfKind) =>
        Array.FindIndex(_rows, row => isOfKind(row[column])) is >= 0 and var row ? row : null;

    /// <summary>A value in messages: its place in the file, and its start.</summary>
    internal string Describe(int row, int column)
    {
        var value = Encoding.UTF8.GetString(_rows[row][column]);
        var start = value.Length <= 40 ? value : value[..40] + "…";
        return Text($"{_path}, record {row + 2}, column {Names[column]}: '{start}'");
    }

    /// <summary>Some rows and columns, by number.</summary>
    internal PayloadColumns Of(IEnumerable<int> rows, IEnumerable<int> columns)
    {
        int[] kept = [.. columns];
        return new PayloadColumns(
            _path, [.. kept.Select(column => Names[column])],
            [.. rows.Select(row => kept.Select(column => _rows[row][column]).ToArray())]);
    }

    /// <summary>The row of a device.</summary>
    public byte[][] RowOf(int device) => _rows[device % _rows.Length];

    private static List<string[]> Parse(string text, string path)
    {
        var records = new List<string[]>();
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            BadDataFound = found =>
            {
                // A quote inside a value that does not begin with one stands for itself.
                if (found.Field.StartsWith('"'))
                {
                    throw Malformed(
                        path, $"In record {records.Count + 1}, a quoted value is not closed, or something follows its end.");
                }
            },
        };
        using var parser = new CsvParser(new StringReader(text), settings);
        while (parser.Read())
        {
            records.Add(parser.Record!);
        }

        return records;
    }

    private static LoadException Malformed(string path, string what) =>
        LoadException.InvalidInput(
            "CsvFileMalformed", $"The CSV file {path} cannot be used. {what}", "Write it as RFC 4180 says, with a header line.", path);
}
