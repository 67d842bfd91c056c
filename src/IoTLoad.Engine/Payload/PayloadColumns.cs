using System.Text;

namespace IoTLoad.Engine.Payload;

/// <summary>A CSV file (RFC 4180) with a header line: device <c>i</c> takes row <c>i mod rows</c>. Values are inserted as they are.</summary>
public sealed class PayloadColumns
{
    private readonly byte[][][] _rows;

    private PayloadColumns(IReadOnlyList<string> names, byte[][][] rows)
    {
        Names = names;
        _rows = rows;
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => _rows.Length;

    /// <summary>Reads a file.</summary>
    /// <exception cref="LoadException">CsvFileNotFound, CsvFileUnreadable or CsvFileMalformed.</exception>
    public static PayloadColumns Read(string path)
    {
        var records = Parse(TextFile.Read(path, "Csv", "-PayloadCsv"), path);
        if (records.Count < 2)
        {
            throw Malformed(path, "It needs a header line and at least one row.");
        }

        var ragged = records.FindIndex(record => record.Count != records[0].Count);
        if (ragged >= 0)
        {
            throw Malformed(path, $"Record {ragged + 1} has {records[ragged].Count} values; the header has {records[0].Count}.");
        }

        return new PayloadColumns(records[0], [.. records.Skip(1).Select(record => record.Select(Encoding.UTF8.GetBytes).ToArray())]);
    }

    /// <summary>Number of a column, by its name without regard to case; −1 where there is none.</summary>
    public int IndexOf(string name) => Names.ToList().FindIndex(each => each.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Bytes of a column's longest value.</summary>
    public int LongestOf(int column) => _rows.Max(row => row[column].Length);

    /// <summary>The row of a device.</summary>
    public byte[][] RowOf(int device) => _rows[device % _rows.Length];

    private static List<List<string>> Parse(string text, string path)
    {
        var records = new List<List<string>>();
        var record = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        var wasQuoted = false;
        var isBlank = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                {
                    value.Append(c);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    value.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && value.Length == 0 && !wasQuoted)
            {
                quoted = wasQuoted = true;
            }
            else if (c == ',')
            {
                EndValue();
            }
            else if (c == '\n')
            {
                EndRecord();
            }
            else if (c != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
            {
                if (wasQuoted)
                {
                    throw Malformed(path, $"In record {records.Count + 1}, something follows the end of a quoted value.");
                }

                value.Append(c);
            }
        }

        if (quoted)
        {
            throw Malformed(path, "A quoted value is not closed.");
        }

        if (value.Length > 0 || record.Count > 0 || wasQuoted)
        {
            EndRecord();
        }

        return records;

        void EndValue()
        {
            record.Add(value.ToString());
            value.Clear();
            isBlank &= record.Count == 1 && record[0].Length == 0 && !wasQuoted;
            wasQuoted = false;
        }

        void EndRecord()
        {
            EndValue();
            if (!isBlank)
            {
                records.Add(record);
            }

            record = [];
            isBlank = true;
        }
    }

    private static LoadException Malformed(string path, string what) =>
        new("CsvFileMalformed", LoadErrorKind.InvalidInput, $"The CSV file {path} cannot be used. {what}", "Write it as RFC 4180 says, with a header line.", path);
}
