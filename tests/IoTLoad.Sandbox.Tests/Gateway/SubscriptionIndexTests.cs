using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Sandbox.Gateway;
using IoTLoad.Sandbox.Metrics;

namespace IoTLoad.Sandbox.Tests.Gateway;

public sealed class SubscriptionIndexTests
{
    [Theory]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a/", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("+/+", "/", true)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("#", "$aws/a", false)]
    [InlineData("+/a", "$aws/a", false)]
    [InlineData("a/#", "a/b", true)]
    [InlineData("a/#", "a/", true)]
    [InlineData("a/#", "a", false)]
    [InlineData("a/+/c", "a/b/c", true)]
    [InlineData("a/+/#", "a/b/c", true)]
    [InlineData("a/+/#", "a/b", false)]
    public void A_filter_matches_as_IoT_Core_has_it(string filter, string topic, bool matches)
    {
        Assert.Equal(matches, Topics.Matches(filter, topic));
        var index = new SubscriptionIndex();
        index.Add(new Subscription(Session("a"), filter, null, 0));
        var found = new List<Subscription>();
        index.Match(topic, found);
        Assert.Equal(matches ? 1 : 0, found.Count);
    }

    [Theory]
    [InlineData("a/b", true)]
    [InlineData("+/#", true)]
    [InlineData("/", true)]
    [InlineData("", false)]
    [InlineData("a+/b", false)]
    [InlineData("a/#/b", false)]
    [InlineData("a#", false)]
    public void A_filter_is_well_formed_or_not(string filter, bool is_filter) => Assert.Equal(is_filter, Topics.IsFilter(filter));

    /// <summary>The tree finds what asking every filter finds, while subscriptions come and go.</summary>
    [Property]
    public Property It_finds_what_asking_every_filter_finds()
    {
        var level = Gen.Elements("a", "b", "c", "", "$x");
        var filterLevel = Gen.Elements("a", "b", "c", "", "+", "$x");
        var filter =
            from levels in Gen.NonEmptyListOf(filterLevel).Select(levels => levels.Take(4))
            from rest in Gen.Elements("", "/#")
            select string.Join('/', levels) + rest;
        var topic = Gen.NonEmptyListOf(level).Select(levels => string.Join('/', levels.Take(5))).Where(t => t.Length > 0);
        var cases = from filters in Gen.ListOf(filter.Where(Topics.IsFilter))
                    from topics in Gen.ListOf(topic)
                    from kept in Gen.Choose(0,
            10)
                    select (filters, topics, kept);
        return Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            var index = new SubscriptionIndex();
            var all = sample.filters.Select((f, i) => new Subscription(Session($"{i}"), f, null, 0)).ToList();
            all.ForEach(index.Add);
            var kept = all.Take(sample.kept).ToList();
            all.Skip(sample.kept).ToList().ForEach(index.Remove);
            Assert.Equal(kept.Count, index.Count);
            foreach (var t in sample.topics)
            {
                var found = new List<Subscription>();
                index.Match(t, found);
                Assert.Equal(
                    kept.Where(s => Topics.Matches(s.Filter, t)).Select(s => s.Session.ClientId)
                        .Order(), found.Select(s => s.Session.ClientId).Order());
            }
        });
    }

    private static DeviceSession Session(string clientId) =>
        new(clientId, GatewayLimits.None, new GatewayMetrics(new NoMetrics()), TimeProvider.System);

    private sealed class NoMetrics : IMetricRecorder, IMetricSeries
    {
        public IMetricSeries Series(string space, string name, params (string Name, string Value)[] dimensions) => this;

        public void Add(double value = 1)
        {
        }
    }
}
