using System.Globalization;

namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>
/// Reads the part of AWS's rule SQL that the sandbox knows:
/// <c>SELECT * | expression [AS name], ... FROM 'filter' [WHERE condition]</c>, where an expression is a literal, a field of the
/// payload, topic(n), timestamp() or clientid(), and a condition compares two of them; AND, OR, NOT and parentheses combine.
/// Everything else is refused where it stands.
/// </summary>
internal sealed class SqlParser(string sql)
{
    // Deep enough for anyone; a statement of parentheses must not exhaust the stack.
    private const int Deepest = 32;

    private static readonly string[] Comparators = ["=", "<>", "!=", "<", "<=", ">", ">="];
    private static readonly string[] Reserved = ["SELECT", "FROM", "WHERE", "AS", "AND", "OR", "NOT"];

    private readonly IReadOnlyList<SqlToken> _tokens = SqlLexer.Read(sql);
    private int _at;

    private SqlToken Current => _tokens[_at];

    /// <summary>Reads a whole statement.</summary>
    /// <exception cref="RefusedException">SqlParseException.</exception>
    public SqlStatement ReadStatement()
    {
        Require(TakeWord("SELECT"), "SELECT");
        var columns = new List<SqlColumn>();
        do
        {
            columns.Add(ReadColumn());
        }
        while (TakeSign(","));

        Require(TakeWord("FROM"), "FROM");
        var filter = Take(SqlTokenKind.String, "a topic filter in single quotes");
        if (!Topics.IsFilter(filter.Text))
        {
            throw SqlError.At(sql, filter.Position, $"'{filter.Text}' is no topic filter.");
        }

        var where = TakeWord("WHERE") ? ReadOr(0) : null;
        Take(SqlTokenKind.End, "the end");
        return new SqlStatement(columns, filter.Text, where);
    }

    /// <exception cref="RefusedException">SqlParseException.</exception>
    public SqlExpression ReadExpression()
    {
        var expression = ReadValue();
        Take(SqlTokenKind.End, "the end");
        return expression;
    }

    private SqlColumn ReadColumn()
    {
        if (TakeSign("*"))
        {
            return new SqlColumn(null, "");
        }

        var expression = ReadValue();
        return new SqlColumn(expression, TakeWord("AS")
            ? Take(SqlTokenKind.Word, "a name").Text
            : expression.Name ?? throw Unexpected("AS and a name for this value"));
    }

    private Func<SqlInput, bool> ReadOr(int depth)
    {
        var condition = ReadAnd(depth);
        while (TakeWord("OR"))
        {
            var (left, right) = (condition, ReadAnd(depth));
            condition = input => left(input) || right(input);
        }

        return condition;
    }

    private Func<SqlInput, bool> ReadAnd(int depth)
    {
        var condition = ReadCondition(depth);
        while (TakeWord("AND"))
        {
            var (left, right) = (condition, ReadCondition(depth));
            condition = input => left(input) && right(input);
        }

        return condition;
    }

    private Func<SqlInput, bool> ReadCondition(int depth)
    {
        if (depth == Deepest)
        {
            throw SqlError.At(sql, Current.Position, "This is nested too deeply.");
        }

        if (TakeWord("NOT"))
        {
            var negated = ReadCondition(depth + 1);
            return input => !negated(input);
        }

        if (TakeSign("("))
        {
            var inner = ReadOr(depth + 1);
            Require(TakeSign(")"), "')'");
            return inner;
        }

        var left = ReadValue();
        var comparator = Current.Text;
        Require(Current.Kind == SqlTokenKind.Sign && Comparators.Contains(comparator), "a comparison (=, <>, <, <=, > or >=)");
        _at++;
        var right = ReadValue();
        return input => SqlComparison.Holds(left.Evaluate(input), comparator, right.Evaluate(input));
    }

    private SqlExpression ReadValue()
    {
        var isNegative = Current.IsSign("-") && _tokens[_at + 1].Kind == SqlTokenKind.Number;
        _at += isNegative ? 1 : 0;
        var token = Current;
        Require(
            token.Kind is SqlTokenKind.String or SqlTokenKind.Number || (token.Kind == SqlTokenKind.Word && !Reserved.Any(token.Is)),
            "a field, a literal or a function");
        _at++;
        return token switch
        {
            { Kind: SqlTokenKind.String } => SqlExpression.Literal(token.Text),
            { Kind: SqlTokenKind.Number } => SqlExpression.Literal(
                double.Parse(isNegative ? $"-{token.Text}" : token.Text, CultureInfo.InvariantCulture)),
            _ when token.Is("null") => SqlExpression.Literal<object?>(null),
            _ when token.Is("true") || token.Is("false") => SqlExpression.Literal(token.Is("true")),
            _ => Current.IsSign("(") ? ReadFunction(token) : ReadField(token),
        };
    }

    private SqlExpression ReadFunction(SqlToken name)
    {
        Require(TakeSign("("), "'('");
        var function = name.Text.ToLowerInvariant() switch
        {
            "topic" => SqlExpression.Topic(ReadLevel()),
            "timestamp" => SqlExpression.Timestamp,
            "clientid" => SqlExpression.ClientId,
            _ => throw SqlError.At(sql, name.Position,
                $"The sandbox does not know the function {name.Text}(); it knows topic(), timestamp() and clientid()."),
        };
        Require(TakeSign(")"), "')'");
        return function;
    }

    private int? ReadLevel()
    {
        if (Current is not { Kind: SqlTokenKind.Number } number)
        {
            return null;
        }

        _at++;
        return int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level > 0
            ? level
            : throw SqlError.At(sql, number.Position, "Levels of a topic are counted from 1.");
    }

    private SqlExpression ReadField(SqlToken first)
    {
        var path = new List<string> { first.Text };
        while (TakeSign("."))
        {
            path.Add(Take(SqlTokenKind.Word, "the name of a field").Text);
        }

        return SqlExpression.Field(path);
    }

    private SqlToken Take(SqlTokenKind kind, string wanted)
    {
        Require(Current.Kind == kind, wanted);
        return _tokens[_at++];
    }

    private bool TakeWord(string word) => Take(Current.Is(word));

    private bool TakeSign(string sign) => Take(Current.IsSign(sign));

    private bool Take(bool isThere)
    {
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Require(bool isThere, string wanted)
    {
        if (!isThere)
        {
            throw Unexpected(wanted);
        }
    }

    private RefusedException Unexpected(string wanted)
    {
        var found = Current.Kind == SqlTokenKind.End ? "the end of the text" : $"'{Current.Text}'";
        return SqlError.At(sql, Current.Position, $"Expected {wanted}, and found {found}.");
    }
}
