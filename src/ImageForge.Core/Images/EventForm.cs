namespace ImageForge.Core.Images;

/// <summary>How a sensor writes events.</summary>
public enum EventForm
{
    /// <summary>Records of the kernel's audit trail, keyed by our rules; what the gate detection reads.</summary>
    Auditd,

    /// <summary>Osquery's result log: a JSON object a line, with the name of the query that saw a change.</summary>
    Osquery,

    /// <summary>Falco's JSON output: a JSON object a line, with rule, priority and the tags of ATT&amp;CK.</summary>
    Falco,
}
