using IoTLoad.HelpBuilder.Cmdlets;

namespace IoTLoad.HelpBuilder.Tests;

public sealed class CmdletReaderTests
{
    [Fact]
    public void Cmdlets_are_read_by_name() =>
        Assert.Equal(["Get-SampleTea", "Invoke-SampleBrew"], SamplePages.Cmdlets.Select(cmdlet => cmdlet.Name));

    [Fact]
    public void The_default_parameter_set_comes_first() =>
        Assert.Equal(["ByName", "ByRecipe"], SamplePages.Brew.ParameterSets);

    [Fact]
    public void Common_parameters_are_not_the_cmdlets_own()
    {
        Assert.True(SamplePages.Brew.SupportsShouldProcess);
        Assert.Equal(
            ["At", "Cups", "Degrees", "Milk", "Name", "Recipe", "Strength", "Vessel"],
            SamplePages.Brew.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Degrees", "Double", "92.5", "")]
    [InlineData("Cups", "Int32", null, "")]
    [InlineData("Strength", "Strength", "Medium", "Weak Medium Strong")]
    [InlineData("Vessel", "String", "Cup", "Cup Pot")]
    [InlineData("At", "DateTimeOffset", "The kitchen's clock", "")]
    [InlineData("Milk", "SwitchParameter", "False", "")]
    [InlineData("Name", "String", null, "")]
    public void A_parameter_says_its_type_default_and_values(string name, string type, string? value, string values)
    {
        var parameter = Find("Invoke-SampleBrew", name);
        Assert.Equal(type, parameter.Type);
        Assert.Equal(value, parameter.Default);
        Assert.Equal(values, string.Join(' ', parameter.Values));
    }

    [Fact]
    public void A_parameter_says_how_it_is_given()
    {
        var name = Find("Get-SampleTea", "Name");
        Assert.Equal(new ParameterRole(0, IsMandatory: false, FromPipeline: true, FromPipelineProperty: true), name.RoleIn("any"));
        Assert.Equal(["Tea", "Kind"], name.Aliases);
        Assert.True(name.AcceptsWildcards);
        Assert.Equal("String[]", name.Type);
        Assert.Equal("System.String[]", name.FullType);
        Assert.Equal("*", name.Default);
    }

    [Fact]
    public void A_parameter_belongs_to_its_parameter_sets_only()
    {
        Assert.Equal(new ParameterRole(Position: 0, IsMandatory: true), Find("Invoke-SampleBrew", "Name").RoleIn("ByName"));
        Assert.Null(Find("Invoke-SampleBrew", "Name").RoleIn("ByRecipe"));
        Assert.NotNull(Find("Invoke-SampleBrew", "Milk").RoleIn("ByRecipe"));
    }

    private static ParameterFacts Find(string cmdlet, string parameter) =>
        SamplePages.Cmdlets.Single(each => each.Name == cmdlet).Parameters.Single(each => each.Name == parameter);
}
