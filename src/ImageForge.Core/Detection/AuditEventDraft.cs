using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ImageForge.Core.Detection;

/// <summary>An event whose records are still arriving. What it keeps of a hostile stream is bounded.</summary>
internal sealed class AuditEventDraft(long serial, long milliseconds)
{
    private const int TypesMax = 32;
    private const int PathsMax = 64;
    private const int ArgumentsMax = 256;

    /// <summary>Of all arguments of one event; the kernel passes up to 2 MiB.</summary>
    private const int ArgumentCharactersMax = 64 * 1024;

    // After it comes a copy of what was said before, with names for numbers.
    private const char Enrichment = '\u001d';

    private readonly List<string> _types = [];
    private readonly List<string> _paths = [];
    private readonly SortedDictionary<int, StringBuilder> _arguments = [];
    private int _argumentCharacters;
    private uint? _loginId;
    private string _systemCall = "";
    private bool? _success;
    private long? _exit;
    private string _executable = "";
    private string _command = "";
    private string _directory = "";
    private string _text = "";
    private string? _deniedBy;
    private AuditKeys _keys = AuditKeys.None;
    private int _end;

    public long Milliseconds { get; } = milliseconds;

    /// <summary>Takes one more record.</summary>
    /// <param name="end">How far into the stream it reaches.</param>
    public void Add(string type, ReadOnlySpan<char> body, int end)
    {
        _end = end;
        if (_types.Count < TypesMax && !_types.Contains(type))
        {
            _types.Add(type);
        }

        var cut = body.IndexOf(Enrichment);
        var said = cut < 0 ? body : body[..cut];
        switch (type)
        {
            case "EXECVE":
                AddArguments(said);
                break;
            case "SECCOMP":
                _deniedBy = "seccomp";
                AddFields(said, type);
                break;
            case "AVC" or "UNKNOWN[1400]":
                AddDenial(said);
                break;
            default:
                AddFields(said, type);
                break;
        }

        if (type == "SYSCALL" && cut >= 0)
        {
            AddName(body[(cut + 1)..]);
        }
    }

    public AuditEvent Build() => new()
    {
        Serial = serial,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(Milliseconds),
        Types = [.. _types],
        LoginId = _loginId,
        SystemCall = _systemCall,
        Success = _success,
        Exit = _exit,
        Executable = _executable,
        Command = _command,
        Keys = _keys,
        Arguments = [.. _arguments.Values.Select(argument => argument.ToString())],
        Paths = [.. _paths],
        Directory = _directory,
        Text = _text,
        DeniedBy = _deniedBy,
        End = _end,
    };

    private void AddFields(ReadOnlySpan<char> said, string type)
    {
        var fields = new AuditFields(said);
        while (fields.Next())
        {
            switch (fields.Name)
            {
                case "auid":
                    _loginId ??= LoginId(fields.Value);
                    break;
                case "syscall" when type == "SYSCALL":
                    _systemCall = fields.Value.ToString();
                    break;
                case "success":
                    _success = fields.Value is "yes";
                    break;
                case "exit":
                    _exit = Number(fields.Value);
                    break;
                case "exe":
                    _executable = fields.Text();
                    break;
                case "comm":
                    _command = fields.Text();
                    break;
                case "cwd":
                    _directory = fields.Text();
                    break;
                case "name" when type == "PATH" && _paths.Count < PathsMax:
                    _paths.Add(fields.Text());
                    break;
                // A rule that was loaded or removed names its key too: not an event of that rule.
                case "key" when type == "SYSCALL":
                    _keys = Keys(fields.Text());
                    break;
                // What a program wrote about itself: no field in there is believed.
                case "msg":
                    _text = fields.Value.ToString();
                    break;
                default:
                    break;
            }
        }
    }

    private void AddArguments(ReadOnlySpan<char> said)
    {
        var fields = new AuditFields(said);
        while (fields.Next())
        {
            // a0, and a1[0] a1[1] … for one that is too long for a record. argc and a1_len are no parts.
            var name = fields.Name;
            var part = name.IndexOf('[');
            if (name.IsEmpty || name[0] != 'a'
                || !int.TryParse(part < 0 ? name[1..] : name[1..part], NumberStyles.None, null, out var index)
                || index >= ArgumentsMax)
            {
                continue;
            }

            if (!_arguments.TryGetValue(index, out var argument))
            {
                _arguments[index] = argument = new StringBuilder();
            }

            var text = fields.Text();
            var fits = Math.Min(text.Length, ArgumentCharactersMax - _argumentCharacters);
            argument.Append(text.AsSpan(0, fits));
            _argumentCharacters += fits;
        }
    }

    // SELinux writes "avc:  denied  { read } for …"; AppArmor apparmor="DENIED" beside others that are none.
    private void AddDenial(ReadOnlySpan<char> said)
    {
        if (said.Contains("apparmor=\"DENIED\"", StringComparison.Ordinal))
        {
            _deniedBy = "apparmor";
        }
        else if (said.Contains("denied ", StringComparison.Ordinal))
        {
            _deniedBy = "selinux";
        }
    }

    private void AddName(ReadOnlySpan<char> enriched)
    {
        var fields = new AuditFields(enriched);
        while (fields.Next())
        {
            if (fields.Name is "SYSCALL")
            {
                _systemCall = fields.Value.ToString();
            }
        }
    }

    private static AuditKeys Keys(string text) => text.Length == 0
        ? AuditKeys.None
        : new AuditKeys([.. text.Split(AuditKeys.Separator, StringSplitOptions.RemoveEmptyEntries)]);

    private static uint? LoginId(ReadOnlySpan<char> value) =>
        uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != uint.MaxValue
            ? id
            : null;

    private static long? Number(ReadOnlySpan<char> value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
