using Newtonsoft.Json.Linq;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// Turns YAML into JSON with the place of every token. Reads parser events rather than a ready-made tree, so that each
/// limit holds before memory or stack is spent: an alias bomb is refused while it is being laid.
/// </summary>
internal sealed class YamlReader
{
    private const int DepthMax = 16;

    // Aliases count as often as they are used.
    private const int NodesMax = 20_000;

    private readonly string _path;
    private readonly string _text;
    private readonly DefinitionErrors _errors;
    private readonly Parser _parser;
    private readonly Dictionary<JToken, Position> _positions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<AnchorName, JToken?> _anchors = [];
    private int _nodes;

    private YamlReader(string path, string text, DefinitionErrors errors)
    {
        (_path, _text, _errors) = (path, text, errors);
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <returns>The file, or null with the fault added to <paramref name="errors"/>.</returns>
    public static DefinitionFile? Read(string path, string text, DefinitionErrors errors)
    {
        try
        {
            return new YamlReader(path, text, errors).ReadStream();
        }
        catch (DefinitionException fault)
        {
            var error = fault.Errors[0];
            errors.Add(path, new Position(error.Line, error.Column), error.Message, error.WayOut);
            return null;
        }
    }

    private DefinitionFile ReadStream()
    {
        Next();
        if (Next() is StreamEnd)
        {
            throw Fault(Mark.Empty, "the file holds no document, only comments", "the README shows how one is written");
        }

        var root = ReadNode(Next(), depth: 1);
        Next();
        if (Next() is DocumentStart second)
        {
            throw Fault(
                second.Start, "a second document begins here; a file holds one", "move it into a file of its own");
        }

        if (root is not JObject)
        {
            throw Fault(Mark.Empty, "expected keys with values", "begin with a line such as \"name: web\"");
        }

        return new DefinitionFile(_path, root, _positions);
    }

    private JToken ReadNode(ParsingEvent node, int depth)
    {
        if (depth > DepthMax)
        {
            throw Fault(node.Start, $"nested deeper than {DepthMax} levels", "no definition needs more than five");
        }

        if (node is AnchorAlias alias)
        {
            return Expand(alias);
        }

        if (node is not NodeEvent named)
        {
            throw Fault(node.Start, "expected a value", "check quotes, brackets and indentation near here");
        }

        if (!named.Tag.IsEmpty)
        {
            throw Fault(node.Start, "tags are not allowed in definitions", "delete the word that begins with !");
        }

        Count(node.Start);
        if (!named.Anchor.IsEmpty)
        {
            _anchors[named.Anchor] = null;
        }

        JToken token = named switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart list => ReadList(list, depth),
            _ => ReadGroup((MappingStart)named, depth),
        };
        if (!named.Anchor.IsEmpty)
        {
            _anchors[named.Anchor] = token;
        }

        return token;
    }

    private JValue ReadScalar(Scalar scalar)
    {
        var value = scalar.Style == ScalarStyle.Plain ? YamlScalars.Resolve(scalar.Value) : new JValue(scalar.Value);
        if (scalar.Value.Any(character => char.IsControl(character) && character is not ('\n' or '\t')))
        {
            throw Fault(scalar.Start, "the text holds an escaped control character", "delete it");
        }

        _positions[value] = PositionOf(scalar.Start) with { Written = scalar.Value };
        return value;
    }

    private JArray ReadList(SequenceStart start, int depth)
    {
        var list = new JArray();
        _positions[list] = PositionOf(start.Start);
        for (var node = Next(); node is not SequenceEnd; node = Next())
        {
            list.Add(ReadNode(node, depth + 1));
        }

        return list;
    }

    private JObject ReadGroup(MappingStart start, int depth)
    {
        var group = new JObject();
        _positions[group] = PositionOf(start.Start);
        for (var node = Next(); node is not MappingEnd; node = Next())
        {
            if (node is not Scalar { Tag.IsEmpty: true } key || key.Value.Any(char.IsControl))
            {
                throw Fault(node.Start, "a key must be a plain word", "write it without brackets, & * or !");
            }

            Count(node.Start);
            var earlier = group.Property(key.Value, StringComparison.Ordinal);
            var value = ReadNode(Next(), depth + 1);
            if (earlier is not null)
            {
                var first = _positions[earlier].Line;
                var message = $"the key {Quoting.Quote(key.Value)} is given twice, first in line {first}";
                _errors.Add(_path, PositionOf(key.Start), message, "keep one of them");
                continue;
            }

            var property = new JProperty(key.Value, value);
            _positions[property] = PositionOf(key.Start);
            group.Add(property);
        }

        return group;
    }

    private JToken Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var original))
        {
            throw Fault(alias.Start, $"the alias *{alias.Value} names nothing above it", "write the value itself");
        }

        return original is null
            ? throw Fault(alias.Start, $"the alias *{alias.Value} holds itself", "write the value itself")
            : Copy(original, alias.Start);
    }

    // A copy keeps the places of its original: that is where a person has to mend it.
    private JToken Copy(JToken original, Mark at)
    {
        Count(at);
        JToken copy = original switch
        {
            JObject group => new JObject(group.Properties().Select(property => CopyProperty(property, at))),
            JArray list => new JArray(list.Select(item => Copy(item, at))),
            _ => new JValue((JValue)original),
        };
        _positions[copy] = _positions[original];
        return copy;
    }

    private JProperty CopyProperty(JProperty original, Mark at)
    {
        var copy = new JProperty(original.Name, Copy(original.Value, at));
        _positions[copy] = _positions[original];
        return copy;
    }

    private void Count(Mark at)
    {
        if (++_nodes > NodesMax)
        {
            throw Fault(
                at,
                $"more than {NodesMax} values, aliases counted as often as they are used",
                "write fewer, or fewer aliases");
        }
    }

    private ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext() && _parser.Current is { } next)
            {
                return next;
            }
        }
        catch (YamlException failure)
        {
            throw Malformed(failure);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            // An open bracket before a new key, and some escapes, end in exceptions of the runtime.
            throw Fault(
                _parser.Current?.End ?? Mark.Empty,
                "not valid YAML after this place",
                "check that every bracket and quote is closed, and the escapes");
        }

        throw Fault(_parser.Current?.End ?? Mark.Empty, "the file ends too early", "check quotes and brackets");
    }

    private DefinitionException Malformed(YamlException failure)
    {
        var at = PositionOf(failure.Start);
        var lines = _text.Split('\n');
        // The parser places a tab at the group around it.
        var tab = failure.Message.Contains("tab", StringComparison.Ordinal)
            ? Array.FindIndex(lines, Math.Min(at.Line, lines.Length) - 1, line => Indentation(line).Contains('\t'))
            : Indentation(lines.ElementAtOrDefault(at.Line - 1) ?? "").Contains('\t') ? at.Line - 1 : -1;
        return tab >= 0
            ? Fault(
                new Position(tab + 1, lines[tab].IndexOf('\t') + 1),
                "a tab indents this line",
                "YAML indents with spaces: replace it")
            : Fault(
                at,
                $"not valid YAML: {failure.Message.TrimEnd('.')}",
                "check quotes, brackets, colons and indentation near here");
    }

    private static string Indentation(string line) => line[..^line.TrimStart().Length];

    private DefinitionException Fault(Mark at, string message, string wayOut) => Fault(PositionOf(at), message, wayOut);

    private DefinitionException Fault(Position at, string message, string wayOut) =>
        new([new DefinitionError(_path, at.Line, at.Column, message, wayOut)]);

    private static Position PositionOf(Mark mark) => new((int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
