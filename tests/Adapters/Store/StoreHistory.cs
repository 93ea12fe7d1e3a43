using System.Text;
using FailoverCtl.Domain.Collections;
using FailoverCtl.Store;
using Xunit;

namespace FailoverCtl.Tests.Adapters.Store;

/// <summary>Two stores to which the same happens, and what may be compared of their answers.</summary>
internal sealed class StoreHistory
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(80);

    private readonly string _prefix = $"model/{Guid.NewGuid():n}/";
    private readonly int _seed;
    private readonly KeyQuery[] _queries;
    private readonly HashSet<KeyQuery> _apart = [];
    private HistorySide _model;
    private HistorySide _real;

    /// <param name="seed">For the messages.</param>
    public StoreHistory(IKeyValueStore model, IKeyValueStore real, int seed)
    {
        _seed = seed;
        _model = new HistorySide(model, _prefix, []);
        _real = new HistorySide(real, _prefix, []);
        _queries =
        [
            .. HistoryMove.Names.Append("never").Select(name => KeyQuery.One(_prefix + name)),
            .. new[] { "", "a", "a/", "a/b", "a/b/", "b", "zz" }.Select(name => KeyQuery.Under(_prefix + name)),
        ];
    }

    /// <summary>Does it on both sides and compares outcome, contents, and how every query's index moved.</summary>
    public async Task RunAsync(HistoryMove move)
    {
        var before = (Model: await LastAsync(_model), Real: await LastAsync(_real));
        Forgive(move);

        AssertSame(move, "the outcome", await _model.DoAsync(move), await _real.DoAsync(move));

        var after = (Model: await _model.ReadAsync(_queries), Real: await _real.ReadAsync(_queries));
        AssertAlike(move, after.Model, after.Real);
        for (var i = 0; i < _queries.Length; i++)
        {
            // An empty answer carries the whole store's index, and others write to a shared one.
            if (!_apart.Contains(_queries[i]) && !before.Model[i].Values.IsEmpty && !after.Model[i].Values.IsEmpty)
            {
                AssertSame(
                    move,
                    $"whether the index of {_queries[i]} moved",
                    after.Model[i].Index > before.Model[i].Index,
                    after.Real[i].Index > before.Real[i].Index
                );
            }
        }
    }

    /// <summary>Waits with a blocking read for each query while it happens: those that must wake, and those that must not.</summary>
    public async Task WatchAsync(HistoryMove move)
    {
        Forgive(move);
        var model = await _model.ReadAsync(_queries);
        var real = await _real.ReadAsync(_queries);
        var after = _model.Foresee(move, _queries);
        var waits = _queries
            .Select((q, i) => !_apart.Contains(q) && HistorySide.IsWoken(model[i], after[i]) ? Long : Short)
            .ToArray();
        var modelWaiting = _model.WatchAsync(_queries, model, waits);
        var realWaiting = _real.WatchAsync(_queries, real, waits);

        AssertSame(move, "the outcome", await _model.DoAsync(move), await _real.DoAsync(move));

        var (modelWoken, realWoken) = (await modelWaiting, await realWaiting);
        for (var i = 0; i < _queries.Length; i++)
        {
            if (_apart.Contains(_queries[i]))
            {
                continue;
            }

            if (waits[i] == Long)
            {
                Assert.True(
                    modelWoken[i].Index > model[i].Index,
                    Place(move, $"{_queries[i]} slept in the embedded store")
                );
                Assert.True(realWoken[i].Index > real[i].Index, Place(move, $"{_queries[i]} slept in Consul"));
                AssertSame(move, $"{_queries[i]}", Text(modelWoken[i].Values), Text(realWoken[i].Values));
                Assert.Equal(after[i].Values, modelWoken[i].Values);
            }
            else if (!model[i].Values.IsEmpty)
            {
                Assert.True(
                    modelWoken[i].Index == model[i].Index,
                    Place(move, $"{_queries[i]} woke in the embedded store")
                );
                Assert.True(realWoken[i].Index == real[i].Index, Place(move, $"{_queries[i]} woke in Consul"));
            }
        }
    }

    /// <summary>The stores were closed and opened again: everything must be as it was, every number included.</summary>
    public async Task ContinueAsync(IKeyValueStore model, IKeyValueStore real)
    {
        var before = (Model: _model.Last, Real: _real.Last);
        _model = new HistorySide(model, _prefix, _model.Past);
        _real = new HistorySide(real, _prefix, _real.Past);
        var after = (Model: await _model.ReadAsync(_queries), Real: await _real.ReadAsync(_queries));
        for (var i = 0; i < before.Model.Count; i++)
        {
            Assert.Equal(before.Model[i].Values, after.Model[i].Values);
            Assert.Equal(before.Real[i].Values, after.Real[i].Values);
            Assert.Equal(before.Model[i].Index, after.Model[i].Index);
            Assert.Equal(before.Real[i].Index, after.Real[i].Index);
        }
    }

    private static string Text(EquatableArray<KeyValue> values) =>
        string.Join(' ', values.Select(e => $"{e.Key}={Encoding.UTF8.GetString(e.Value.Span)}"));

    private async Task<IReadOnlyList<StoreAnswer>> LastAsync(HistorySide side) =>
        side.Last.Count > 0 ? side.Last : await side.ReadAsync(_queries);

    private void AssertAlike(HistoryMove move, IReadOnlyList<StoreAnswer> model, IReadOnlyList<StoreAnswer> real)
    {
        for (var i = 0; i < _queries.Length; i++)
        {
            AssertSame(move, $"{_queries[i]}", Text(model[i].Values), Text(real[i].Values));
            AssertSame(move, $"the indexes of {_queries[i]}", Ranks(model[i].Values), Ranks(real[i].Values));
        }
    }

    private void AssertSame<T>(HistoryMove move, string what, T model, T real) =>
        Assert.True(
            EqualityComparer<T>.Default.Equals(model, real),
            Place(move, $"{what}: \"{model}\" in the embedded store, \"{real}\" in Consul")
        );

    private string Place(HistoryMove move, string what) => $"seed {_seed}, {move}: {what}";

    /// <summary>
    /// Consul buries a deleted tree under one tombstone, which a read of a deeper prefix does not see: its index stays or
    /// even falls there. The embedded store's never does, so those queries are compared by content only.
    /// </summary>
    private void Forgive(HistoryMove move)
    {
        if (move is not HistoryMove.Commit commit)
        {
            return;
        }

        foreach (var tree in commit.Steps.Where(s => s.Kind == HistoryStepKind.DeleteTree))
        {
            var root = _prefix + tree.Key;
            _apart.UnionWith(
                _queries.Where(q =>
                    q.IsPrefix && q.Text.Length > root.Length && q.Text.StartsWith(root, StringComparison.Ordinal)
                )
            );
        }
    }

    /// <summary>Create and modify indexes, replaced by their order among all of them.</summary>
    private static string Ranks(EquatableArray<KeyValue> entries)
    {
        var all = entries.SelectMany(e => new[] { e.CreateIndex, e.ModifyIndex }).Distinct().Order().ToList();
        return string.Join(' ', entries.Select(e => $"{all.IndexOf(e.CreateIndex)}.{all.IndexOf(e.ModifyIndex)}"));
    }
}
