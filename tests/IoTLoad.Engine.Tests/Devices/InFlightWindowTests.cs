using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IoTLoad.Engine.Devices.Publishing;

namespace IoTLoad.Engine.Tests.Devices;

public sealed class InFlightWindowTests
{
    [Property(MaxTest = 300)]
    public Property It_agrees_with_a_dictionary() =>
        Prop.ForAll(Gen.Choose(-40, 40).ListOf().ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (steps, limit) =>
    {
        var window = new InFlightWindow(limit);
        var model = new Dictionary<ushort, (long Message, bool Released)>();
        var sent = new List<long>();
        long next = 0;
        foreach (var step in steps)
        {
            // Positive: send; negative: acknowledge (or, for odd ones, release first) what may or may not be out.
            if (step > 0 && window.HasRoom)
            {
                var id = window.Add(next, next * 10, (next * 10) + 1);
                if (id == 0 || !model.TryAdd(id, (next, false)))
                {
                    return false;
                }

                sent.Add(next++);
            }
            else if (step < 0)
            {
                var id = (ushort)-step;
                window.Release(id);
                var known = model.TryGetValue(id, out var message);
                if (known && step % 2 != 0)
                {
                    model[id] = message with { Released = true };
                    continue;
                }

                if (window.TryRemove(id, out var removed) != known
                    || (known && (removed.Message != message.Message || removed.Intended != message.Message * 10 || !removed.Released)))
                {
                    return false;
                }

                model.Remove(id);
                sent.Remove(message.Message);
            }
        }

        // Order of sending, whatever the identifiers.
        return window.Count == model.Count && window.HasRoom == (model.Count < limit)
            && window.InOrder().Select(entry => entry.Message).SequenceEqual(model.Values.Select(value => value.Message).Order())
            && window.InOrder().All(entry => model[entry.PacketId].Message == entry.Message);
    });

    [Fact]
    public void An_identifier_is_used_again_only_after_all_others()
    {
        var window = new InFlightWindow(3);
        var ids = new HashSet<ushort>();
        for (var i = 0; i < ushort.MaxValue - 1; i++)
        {
            var id = window.Add(i, 0, 0);
            Assert.True(ids.Add(id));
            Assert.True(window.TryRemove(id, out _));
        }
    }

    [Fact]
    public void The_largest_window_has_an_identifier_for_each_message_and_leaves_the_subscription_s()
    {
        const int limit = ushort.MaxValue - 1;
        var window = new InFlightWindow(limit);
        var ids = Enumerable.Range(0, limit).Select(i => window.Add(i, 0, 0)).ToHashSet();

        Assert.Equal((limit, 1, limit, false), (ids.Count, ids.Min(), ids.Max(), window.HasRoom));
        Assert.False(window.TryRemove(0, out _));
        Assert.False(window.TryRemove(ushort.MaxValue, out _));
    }

    [Property(MaxTest = 300)]
    public Property A_backlog_agrees_with_a_queue() =>
        Prop.ForAll(Gen.Choose(-1, 2).ListOf().ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (steps, limit) =>
    {
        var backlog = new Backlog(limit);
        var model = new Queue<long>();
        long next = 0;
        foreach (var step in steps)
        {
            if (step > 0)
            {
                if (backlog.TryAdd(next) != model.Count < limit)
                {
                    return false;
                }

                if (model.Count < limit)
                {
                    model.Enqueue(next);
                }

                next++;
            }
            else if (step < 0 && model.Count > 0 && backlog.Take() != model.Dequeue())
            {
                return false;
            }
        }

        var left = model.Count;
        return backlog.Count == left && backlog.Clear() == left && backlog.Count == 0 && backlog.TryAdd(1) && backlog.Take() == 1;
    });
}
