using System.Text.Json.Serialization;

namespace ImageForge.Core.Jobs;

/// <summary>What the journal keeps of a job.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Submitted), "job-submitted")]
[JsonDerivedType(typeof(Began), "job-began")]
[JsonDerivedType(typeof(Done), "job-done")]
[JsonDerivedType(typeof(Failed), "job-failed")]
[JsonDerivedType(typeof(Interrupted), "job-interrupted")]
public abstract record JobEvent
{
    private JobEvent() { }

    /// <param name="Process">The process that keeps it in its queue: with it, the job dies.</param>
    public sealed record Submitted(JobRequest Request, string By, string Process) : JobEvent;

    /// <summary>Its turn came.</summary>
    public sealed record Began : JobEvent;

    /// <param name="Result">What came out: the id of a version, or of a hotfix.</param>
    /// <param name="Summary">One line.</param>
    public sealed record Done(string Result, string Summary) : JobEvent;

    /// <param name="Error">The kind of failure, by its name.</param>
    /// <param name="WayOut">Null where the message says it.</param>
    public sealed record Failed(string Error, string Message, string? WayOut) : JobEvent;

    /// <summary>It was cut off. What it had made whole is kept: the same request again goes on from there.</summary>
    public sealed record Interrupted(string Reason) : JobEvent;
}
