using System.Globalization;
using System.Text.Json;
using IoTLoad.Sandbox.Identity;
using IoTLoad.Sandbox.Messaging;

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

    private readonly IReadOnlyList<SqlToken> _tokens = SqlLexer.Read(sql);
    private int _at;

    private SqlToken Current => _tokens[_at];

    /// <summary>Reads a whole statement.</summary>
    /// <exception cref="RefusedException">SqlParseException.</exception>
    public SqlStatement ReadStatement()
    {
        Word("SELECT");
        var columns = new List<SqlColumn>();
        do
        {
            columns.Add(ReadColumn());
        }
        while (TakeSign(","));

        Word("FROM");
        var filter = Current;
        if (filter.Kind != SqlTokenKind.String)
        {
            throw Unexpected("a topic filter in single quotes");
        }

        _at++;
        if (!Topics.IsFilter(filter.Text))
        {
            throw SqlError.At(sql, filter.Position, $"'{filter.Text}' is no topic filter.");
        }

        SqlCondition? where = null;
        if (Current.Is("WHERE"))
        {
            _at++;
            where = ReadOr(0);
        }

        End();
        return new SqlStatement(columns, filter.Text, where);
    }

    /// <exception cref="RefusedException">SqlParseException.</exception>
    public SqlExpression ReadExpression()
    {
        var expression = ReadValue();
        End();
        return expression;
    }

    private SqlColumn ReadColumn()
    {
        if (TakeSign("*"))
        {
            return new SqlColumn(null, "");
        }

        var expression = ReadValue();
        if (!Current.Is("AS"))
        {
            return new SqlColumn(expression, expression.Name ?? throw Unexpected("AS and a name for this value"));
        }

        _at++;
        var name = Current;
        if (name.Kind != SqlTokenKind.Word)
        {
            throw Unexpected("a name");
        }

        _at++;
        return new SqlColumn(expression, name.Text);
    }

    private SqlCondition ReadOr(int depth)
    {
        var condition = ReadAnd(depth);
        while (Current.Is("OR"))
        {
            _at++;
            condition = new SqlCondition.Or(condition, ReadAnd(depth));
        }

        return condition;
    }

    private SqlCondition ReadAnd(int depth)
    {
        var condition = ReadCondition(depth);
        while (Current.Is("AND"))
        {
            _at++;
            condition = new SqlCondition.And(condition, ReadCondition(depth));
        }

        return condition;
    }

    private SqlCondition ReadCondition(int depth)
    {
        if (depth == Deepest)
        {
            throw SqlError.At(sql, Current.Position, "This is nested too deeply.");
        }

        if (Current.Is("NOT"))
        {
            _at++;
            return new SqlCondition.Not(ReadCondition(depth + 1));
        }

        if (TakeSign("("))
        {
            var inner = ReadOr(depth + 1);
            Sign(")");
            return inner;
        }

        var left = ReadValue();
        var comparator = Current;
        if (comparator.Kind != SqlTokenKind.Sign || !Comparators.Contains(comparator.Text))
        {
            throw Unexpected("a comparison (=, <>, <, <=, > or >=)");
        }

        _at++;
        return new SqlCondition.Comparison(left, comparator.Text, ReadValue());
    }

    private SqlExpression ReadValue()
    {
        var token = Current;
        switch (token.Kind)
        {
            case SqlTokenKind.String:
                _at++;
                return new SqlExpression.Literal(JsonSerializer.SerializeToElement(token.Text));
            case SqlTokenKind.Number:
                _at++;
                return Number(token, "");
            case SqlTokenKind.Sign when token.Text == "-" && _tokens[_at + 1].Kind == SqlTokenKind.Number:
                _at += 2;
                return Number(_tokens[_at - 1], "-");
            case SqlTokenKind.Word when token.Is("true") || token.Is("false") || token.Is("null"):
                _at++;
                return new SqlExpression.Literal(JsonSerializer.Deserialize<JsonElement>(token.Text.ToLowerInvariant()));
            case SqlTokenKind.Word when !IsReserved(token):
                _at++;
                return Current.IsSign("(") ? ReadFunction(token) : ReadField(token);
            default:
                throw Unexpected("a field, a literal or a function");
        }
    }

    private SqlExpression ReadFunction(SqlToken name)
    {
        Sign("(");
        SqlExpression function;
        if (name.Is("topic"))
        {
            int? level = null;
            if (Current is { Kind: SqlTokenKind.Number } number)
            {
                if (!int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted == 0)
                {
                    throw SqlError.At(sql, number.Position, "Levels of a topic are counted from 1.");
                }

                _at++;
                level = wanted;
            }

            function = new SqlExpression.Topic(level);
        }
        else if (name.Is("timestamp"))
        {
            function = new SqlExpression.Timestamp();
        }
        else if (name.Is("clientid"))
        {
            function = new SqlExpression.ClientId();
        }
        else
        {
            throw SqlError.At(sql, name.Position,
                $"The sandbox does not know the function {name.Text}(); it knows topic(), timestamp() and clientid().");
        }

        Sign(")");
        return function;
    }

    private SqlExpression.Field ReadField(SqlToken first)
    {
        var path = new List<string> { first.Text };
        while (TakeSign("."))
        {
            if (Current.Kind != SqlTokenKind.Word)
            {
                throw Unexpected("the name of a field");
            }

            path.Add(Current.Text);
            _at++;
        }

        return new SqlExpression.Field(path);
    }

    private static SqlExpression.Literal Number(SqlToken token, string sign) =>
        new(JsonSerializer.SerializeToElement(double.Parse(sign + token.Text, CultureInfo.InvariantCulture)));

    private static bool IsReserved(SqlToken token) =>
        token.Is("SELECT") || token.Is("FROM") || token.Is("WHERE") || token.Is("AS") || token.Is("AND") || token.Is("OR")
            || token.Is("NOT");

    private void Word(string word)
    {
        if (!Current.Is(word))
        {
            throw Unexpected(word);
        }

        _at++;
    }

    private void Sign(string sign)
    {
        if (!TakeSign(sign))
        {
            throw Unexpected($"'{sign}'");
        }
    }

    private bool TakeSign(string sign)
    {
        var found = Current.IsSign(sign);
        _at += found ? 1 : 0;
        return found;
    }

    private void End()
    {
        if (Current.Kind != SqlTokenKind.End)
        {
            throw Unexpected("the end");
        }
    }

    private RefusedException Unexpected(string wanted)
    {
        var found = Current.Kind == SqlTokenKind.End ? "the end of the text" : $"'{Current.Text}'";
        return SqlError.At(sql, Current.Position, $"Expected {wanted}, and found {found}.");
    }
}
