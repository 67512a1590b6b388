using System.Collections.Immutable;

namespace ImageForge.Core.Detection;

/// <summary>All records of one audit event: those with the same time and serial.</summary>
public sealed record AuditEvent
{
    /// <summary>Counts up from boot; repeats after a snapshot is restored.</summary>
    public required long Serial { get; init; }

    /// <summary>By the guest's clock, in milliseconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Record types in order of arrival, each once: <c>SYSCALL</c>, <c>EXECVE</c>, <c>PATH</c> …</summary>
    public required ImmutableArray<string> Types { get; init; }

    /// <summary>Who logged in (auid); null: nobody, as for services.</summary>
    public uint? LoginId { get; init; }

    /// <summary>Name of the system call where the record was enriched, else its number; empty: none.</summary>
    public string SystemCall { get; init; } = "";

    /// <summary>Whether the system call succeeded; null: there was none.</summary>
    public bool? Success { get; init; }

    /// <summary>Its return value; negative error number where it failed.</summary>
    public long? Exit { get; init; }

    public string Executable { get; init; } = "";
    public string Command { get; init; } = "";
    public AuditKeys Keys { get; init; } = AuditKeys.None;

    /// <summary>Arguments of an exec, joined from all their parts.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    public ImmutableArray<string> Paths { get; init; } = [];

    /// <summary>Working directory; empty: not recorded.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Text of a USER record; empty: none.</summary>
    public string Text { get; init; } = "";

    /// <summary>What a security module or seccomp refused: <c>AVC</c> or <c>SECCOMP</c>; null: nothing.</summary>
    public string? DeniedBy { get; init; }

    /// <summary>How far into the stream its last record reaches, in characters.</summary>
    public required int End { get; init; }

    /// <summary>The kernel refused what was asked: EACCES or EPERM of a watched call, or a module's denial.</summary>
    public bool IsDenial =>
        DeniedBy is not null || (Success == false && Exit is -13 or -1 && !Keys.All.IsEmpty);
}
