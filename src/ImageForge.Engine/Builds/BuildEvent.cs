using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core;
using ImageForge.Core.Images;

namespace ImageForge.Engine.Builds;

/// <summary>What the journal keeps of a build, in the chain <c>build/&lt;plan digest&gt;</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Started), "build-started")]
[JsonDerivedType(typeof(StepBegan), "step-began")]
[JsonDerivedType(typeof(StepDone), "step-done")]
[JsonDerivedType(typeof(StepFailed), "step-failed")]
[JsonDerivedType(typeof(StepUndone), "step-undone")]
[JsonDerivedType(typeof(GateJudged), "gate-judged")]
[JsonDerivedType(typeof(Published), "published")]
[JsonDerivedType(typeof(RebuildStarted), "rebuild-started")]
[JsonDerivedType(typeof(Compared), "compared")]
public abstract record BuildEvent
{
    private BuildEvent() { }

    /// <summary>A build, or another examination of a refused artifact, began.</summary>
    public sealed record Started(ArtifactId Image, string Target, Digest Definition, bool ExaminesOnly) : BuildEvent;

    public sealed record StepBegan(string Step) : BuildEvent;

    /// <param name="Step">The step.</param>
    /// <param name="Seconds">Wall seconds.</param>
    /// <param name="Detail">What came of it, such as the digest of a layer's content.</param>
    public sealed record StepDone(string Step, double Seconds, string Detail) : BuildEvent;

    public sealed record StepFailed(string Step, string Error) : BuildEvent;

    /// <param name="Step">The step.</param>
    /// <param name="Error">Why it could not be undone; null: it is undone.</param>
    public sealed record StepUndone(string Step, string? Error) : BuildEvent;

    public sealed record GateJudged(string Gate, bool Passed, string Summary) : BuildEvent;

    public sealed record Published(ArtifactId Image, ImageState State) : BuildEvent;

    /// <summary>Everything of an artifact is made once more, to be compared with it.</summary>
    public sealed record RebuildStarted(ArtifactId Image) : BuildEvent;

    /// <summary>What a rebuild came to.</summary>
    /// <param name="Image">What was rebuilt.</param>
    /// <param name="Identical">True if no byte of a shipped file differs.</param>
    /// <param name="Differing">The shipped files that differ.</param>
    public sealed record Compared(ArtifactId Image, bool Identical, ImmutableArray<string> Differing) : BuildEvent;
}
