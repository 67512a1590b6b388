using System.Text.RegularExpressions;

namespace ImageForge.Core.Detection;

/// <summary>Reads one line of <c>audit.rules</c>.</summary>
internal sealed partial class AuditRuleLine
{
    private readonly int _line;
    private readonly List<AuditRuleFault> _faults = [];
    private readonly List<string> _systemCalls = [];
    private readonly List<string> _fields = [];
    private readonly List<string> _keys = [];
    private string _scope = "";

    public AuditRuleLine(int line, string text)
    {
        _line = line;
        Read(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (_faults.Count > 0)
        {
            return;
        }

        var scope = _scope.Split(',');
        if (scope is not [("always" or "never"), ("exit" or "exclude")])
        {
            Fault($"\"{_scope}\" is no list of rules", "write -a always,exit or -a never,exit");
            return;
        }

        Rule = new AuditRule(line, scope[0], scope[1], [.. _systemCalls], [.. _fields], new AuditKeys([.. _keys]));
        Check(Rule);
    }

    /// <summary>Null if the line is no rule.</summary>
    public AuditRule? Rule { get; }

    public IReadOnlyList<AuditRuleFault> Faults => _faults;

    private void Read(string[] words)
    {
        for (var at = 0; at < words.Length; at += 2)
        {
            var value = at + 1 < words.Length ? words[at + 1] : "";
            switch (words[at])
            {
                case "-a":
                    _scope = value;
                    break;
                case "-w":
                    _scope = "always,exit";
                    _fields.Add($"path={value}");
                    break;
                case "-p":
                    _fields.Add($"perm={value}");
                    break;
                case "-S":
                    _systemCalls.AddRange(value.Split(','));
                    break;
                case "-F" when OperatorOf(value) <= 0:
                    Fault($"\"{value}\" is no condition", "write one such as -F path=/etc/shadow");
                    return;
                case "-F":
                    _fields.Add(value);
                    break;
                case "-k":
                    _keys.Add(value);
                    break;
                default:
                    Fault($"\"{words[at]}\" is no part of a rule", "a rule is made of -a, -S, -F and -k");
                    return;
            }
        }
    }

    private void Check(AuditRule rule)
    {
        foreach (var name in rule.Fields.Select(NameOf).GroupBy(name => name).Where(group => group.Count() > 1))
        {
            if (name.Key is "exe" or "path" or "dir" or "perm")
            {
                Fault(
                    $"{name.Key} is asked for twice: the kernel refuses it",
                    "write a never rule before this one, with -S and dir= of the folder");
            }
        }

        if (rule.Fields.Any(field => NameOf(field) == "comm"))
        {
            Fault("the kernel has no field comm", "name the program's file: -F exe=");
        }

        if (!rule.Records)
        {
            return;
        }

        if (AuditRuleSet.KeyBytes(rule.Keys.All) is var bytes && bytes > AuditKeys.BytesMax)
        {
            Fault($"the keys take {bytes} bytes of {AuditKeys.BytesMax}", "keep the techniques that matter");
        }

        if (rule.Keys.Techniques.IsEmpty || rule.Keys.Tier is null || rule.Keys.RuleId.Length == 0)
        {
            Fault(
                "a rule that records names its tier, its id and a technique",
                "add -k tier:signal -k if:<id> -k attack:T1003.008");
        }

        foreach (var key in rule.Keys.All.Where(key => !Key().IsMatch(key)))
        {
            Fault(
                $"\"{key}\" is no key that is known",
                "keys are tier:alert, tier:signal, if:<kebab-case id> and attack:T1003.008");
        }
    }

    /// <summary>What a condition is about: <c>auid</c> of <c>auid!=unset</c>.</summary>
    public static string NameOf(string condition) => condition[..OperatorOf(condition)];

    private static int OperatorOf(string condition) => condition.AsSpan().IndexOfAny("=!<>&");

    private void Fault(string message, string wayOut) => _faults.Add(new AuditRuleFault(_line, message, wayOut));

    [GeneratedRegex(@"^(tier:(alert|signal)|if:[a-z0-9]+(-[a-z0-9]+)*|attack:T\d{4}(\.\d{3})?)$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
