using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>
/// The keys of an audit rule, which are also those of its events: techniques, tier and the rule's id. So an event says
/// by itself what it is for, and nothing has to be looked up where it is read.
/// </summary>
/// <param name="All">As written, in order.</param>
public sealed record AuditKeys(ImmutableArray<string> All)
{
    /// <summary>The kernel takes 256 bytes of keys a rule, those between them included, and refuses 257.</summary>
    public const int BytesMax = 256;

    /// <summary>What the kernel joins several keys by.</summary>
    public const char Separator = '\u0001';

    private const string AttackPrefix = "attack:";
    private const string IdPrefix = "if:";

    public static AuditKeys None { get; } = new([]);

    /// <summary>Techniques the rule speaks for, its main one first.</summary>
    public ImmutableArray<string> Techniques { get; } =
        [.. All.Where(key => key.StartsWith(AttackPrefix, StringComparison.Ordinal)).Select(key => key[7..])];

    /// <summary>Id of the rule; empty if it has none.</summary>
    public string RuleId { get; } =
        All.FirstOrDefault(key => key.StartsWith(IdPrefix, StringComparison.Ordinal))?[3..] ?? "";

    /// <summary>Null: no rule about an attack.</summary>
    public AuditTier? Tier { get; } = All.Contains("tier:alert")
        ? AuditTier.Alert
        : All.Contains("tier:signal") ? AuditTier.Signal : null;

    /// <summary>The technique among them that answers for another one: itself, or its parent. Null: none.</summary>
    public string? Answering(string technique)
    {
        var parent = technique.Split('.')[0];
        return Techniques.Contains(technique) ? technique : Techniques.Contains(parent) ? parent : null;
    }
}
