namespace IoTLoad.Sandbox.Rules.Sql;

/// <summary>One entry of a SELECT.</summary>
/// <param name="Expression">Its value; null for <c>*</c>, the payload.</param>
/// <param name="Name">Its key in the result; empty for <c>*</c>.</param>
internal sealed record SqlColumn(SqlExpression? Expression, string Name);
