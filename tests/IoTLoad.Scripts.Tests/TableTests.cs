using IoTLoad.Peers;

namespace IoTLoad.Scripts.Tests;

/// <summary>Runs each table of Tables/ in a real pwsh, in strict mode and in three cultures; a row states what must hold.</summary>
public sealed class TableTests
{
    /// <summary>A table, and a locale: 1.5 is 1,5 in German, and the lower case of I is not i in Turkish.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var name in ScriptTests.Names("Tables"))
            {
                foreach (var locale in (string[])["C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"])
                {
                    all.Add(name, locale);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task Every_row_of_a_table_holds(string name, string locale)
    {
        Peer.Require("mosquitto");
        return ScriptTests.RunAsync("Tables", name, ("LC_ALL", locale), ("CI", ""));
    }
}
