using FailoverCtl.TopologyFiles.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FailoverCtl.TopologyFiles.Syntax;

/// <summary>
/// Parser events to nodes. Depth and number are checked per event, before anything recurses: 100 000 nested brackets
/// would otherwise overflow the stack, which no process survives (F-41).
/// </summary>
internal sealed class TreeReader
{
    private readonly SourceText _source;
    private readonly DiagnosticBag _bag;
    private readonly NodeBudget _budget;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private int _depth;
    private int _nodes;

    public TreeReader(SourceText source, DiagnosticBag bag, NodeBudget budget)
    {
        (_source, _bag, _budget) = (source, bag, budget);
        _scanner = new(new StringReader(source.Text), skipComments: true);
        _parser = new(_scanner);
    }

    /// <returns>Null when the file cannot be read to its end; the bag then says why. An empty file is an empty mapping.</returns>
    public Node? Read()
    {
        try
        {
            Next();
            Next();
            if (_parser.Current is StreamEnd)
            {
                return new MappingNode(new(_source, 1, 1), []);
            }

            var start = (DocumentStart)_parser.Current!;
            if (start.Version is not null || start.Tags?.Any(t => !IsDefault(t)) == true)
            {
                _bag.Add(
                    SyntaxRules.Directive,
                    At(start.Start),
                    "a directive is not part of the language",
                    "Remove it."
                );
            }

            Next();
            var root = ReadNode(new(_source, 1, 1));
            Next();
            Next();
            if (_parser.Current is DocumentStart second)
            {
                _bag.Add(
                    SyntaxRules.SecondDocument,
                    At(second.Start),
                    "a second document starts here",
                    "Put it into a file of its own; all files of the directory are merged."
                );
                return null;
            }

            return root;
        }
        catch (LimitReached)
        {
            return null;
        }
        catch (YamlException e)
        {
            _bag.Add(
                SyntaxRules.NotYaml,
                At(e.Start),
                $"this is not YAML: {Quoting.Printable(e.Message)}",
                "Look at this line and the one before: indentation, a missing ':', bracket or quote."
            );
            return null;
        }
    }

    private static bool IsDefault(YamlDotNet.Core.Tokens.TagDirective tag) =>
        tag is { Handle: "!", Prefix: "!" } or { Handle: "!!", Prefix: "tag:yaml.org,2002:" };

    private Node ReadNode(Position owner)
    {
        switch (_parser.Current)
        {
            case Scalar scalar:
                Inspect(scalar);
                return ReadScalar(scalar);
            case MappingStart mapping:
                Inspect(mapping);
                return Nested(mapping, () => ReadMapping(owner));
            case SequenceStart sequence:
                Inspect(sequence);
                return Nested(sequence, () => ReadSequence(owner));
            case AnchorAlias alias:
                _bag.Add(
                    SyntaxRules.Alias,
                    At(alias.Start),
                    $"the alias {Quoting.Quote("*" + alias.Value)} is not allowed",
                    "Write the value out."
                );
                return new ScalarNode(At(alias.Start), "", Quoted: true);
            default:
                // The library reports an end where a value is missing.
                var here = _parser.Current!.Start;
                throw new SyntaxErrorException(here, here, "a value is missing here");
        }
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        if (scalar.Value.Length > Limits.ScalarCharacters)
        {
            throw Exceeded(
                SyntaxRules.ScalarTooLong,
                scalar.Start,
                $"a text of {scalar.Value.Length} characters",
                $"At most {Limits.ScalarCharacters} are allowed. Is a quote not closed?"
            );
        }

        return new(At(scalar.Start), scalar.Value, scalar.Style != ScalarStyle.Plain);
    }

    private MappingNode ReadMapping(Position owner)
    {
        var entries = new List<Entry>();
        var firsts = new FirstKeys();
        for (Next(); _parser.Current is not MappingEnd; Next())
        {
            var keyStart = At(_parser.Current!.Start);
            var key = ReadNode(keyStart) as ScalarNode;
            Next();
            var value = ReadNode(keyStart);
            if (key is null)
            {
                _bag.Add(
                    SyntaxRules.ComplexKey,
                    keyStart,
                    "this key is not a plain word",
                    "Keys are names, such as 'sites'."
                );
            }
            else if (key is { Text: "<<", Quoted: false })
            {
                _bag.Add(SyntaxRules.Alias, keyStart, "the merge key '<<' is not allowed", "Write the keys out.");
            }
            else if (firsts.Add(key) is { } first)
            {
                _bag.Add(
                    SyntaxRules.DuplicateKey,
                    keyStart,
                    $"the key {Quoting.Quote(key.Text)} stands twice",
                    $"The first one is at {first}. Keep one of them."
                );
            }
            else
            {
                entries.Add(new(key, value));
            }
        }

        return new(owner, entries);
    }

    private SequenceNode ReadSequence(Position owner)
    {
        var items = new List<Node>();
        for (Next(); _parser.Current is not SequenceEnd; Next())
        {
            items.Add(ReadNode(At(_parser.Current!.Start)));
        }

        return new(owner, items);
    }

    private Node Nested(ParsingEvent start, Func<Node> read)
    {
        if (++_depth > Limits.Depth)
        {
            throw Exceeded(
                SyntaxRules.TooDeep,
                start.Start,
                $"nested more than {Limits.Depth} deep",
                "A topology needs six levels. Is a bracket not closed?"
            );
        }

        var node = read();
        _depth--;
        return node;
    }

    private void Inspect(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            _bag.Add(
                SyntaxRules.Alias,
                At(node.Start),
                $"the anchor {Quoting.Quote("&" + node.Anchor.Value)} is not allowed",
                "Write the value out where it is needed."
            );
        }

        if (!node.Tag.IsEmpty)
        {
            _bag.Add(
                SyntaxRules.Tag,
                At(node.Start),
                $"the tag {Quoting.Quote(node.Tag.IsNonSpecific ? "!" : node.Tag.Value)} is not allowed",
                "Remove it: the language knows what it expects here."
            );
        }
    }

    private void Next()
    {
        MoveNext();

        if (_bag.Overflowed)
        {
            throw new LimitReached();
        }

        if (_parser.Current is not NodeEvent current)
        {
            return;
        }

        if (++_nodes > Limits.FileNodes)
        {
            throw Exceeded(
                SyntaxRules.TooManyNodes,
                current.Start,
                $"more than {Limits.FileNodes} keys and values in one file",
                "Split it; all files of the directory are merged."
            );
        }

        if (!_budget.TrySpend())
        {
            throw Exceeded(
                SyntaxRules.TooManyNodes,
                current.Start,
                $"more than {Limits.Nodes} keys and values over all files",
                "Split the installation: no topology of this size can be supervised as one."
            );
        }
    }

    /// <summary>On some broken texts the library stops on a check of its own instead of a syntax error.</summary>
    private void MoveNext()
    {
        try
        {
            _parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            var here = _scanner.CurrentPosition;
            throw new SyntaxErrorException(here, here, "the text stops making sense here");
        }
    }

    private LimitReached Exceeded(Rule rule, Mark mark, string message, string help)
    {
        _bag.Add(rule, At(mark), message, help);
        return new();
    }

    private Position At(Mark mark) => _source.Clamp(mark.Line, mark.Column);

    /// <summary>Leaves the recursion; never leaves this class.</summary>
    private sealed class LimitReached : Exception;
}

/// <summary>How many nodes all files together may still have.</summary>
internal sealed class NodeBudget
{
    private int _left = Limits.Nodes;

    public bool TrySpend() => --_left >= 0;
}
