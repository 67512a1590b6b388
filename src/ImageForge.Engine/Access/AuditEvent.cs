using System.Text.Json.Serialization;

namespace ImageForge.Engine.Access;

/// <summary>What the audit chain holds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Began), "began")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Refused), "refused")]
public abstract record AuditEvent
{
    private AuditEvent()
    {
    }

    /// <summary>Somebody asked for a change and may have it; written before anything is done.</summary>
    /// <param name="Action">The operation, by its name in the published description.</param>
    /// <param name="Subject">What it is about.</param>
    public sealed record Began(Actor Actor, string Action, string Subject) : AuditEvent;

    /// <summary>What became of it.</summary>
    /// <param name="Outcome">The status that was answered, or <c>done</c>, or why it failed.</param>
    public sealed record Ended(string Outcome) : AuditEvent;

    /// <summary>What was refused since the last such entry, added up.</summary>
    /// <param name="Unknown">Requests whose token or session was no good.</param>
    /// <param name="Forbidden">Requests of somebody known, for what his role may not do.</param>
    /// <param name="LastAction">What was asked for last.</param>
    /// <param name="LastFrom">From where.</param>
    public sealed record Refused(
        DateTimeOffset Since, long Unknown, long Forbidden, string LastAction, string LastFrom) : AuditEvent;
}
