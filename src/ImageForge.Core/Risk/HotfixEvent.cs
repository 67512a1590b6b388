using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ImageForge.Core.Fleets;
using ImageForge.Core.Images;

namespace ImageForge.Core.Risk;

/// <summary>
/// What the journal keeps of hotfixes, in the chain <c>hotfix</c>, a run each: its clock, and all that is needed to go
/// on after a crash. A change may add fields with a default but never rename one.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Decided), "hotfix-decided")]
[JsonDerivedType(typeof(Built), "hotfix-built")]
[JsonDerivedType(typeof(Released), "hotfix-released")]
[JsonDerivedType(typeof(FleetBegan), "hotfix-fleet-began")]
[JsonDerivedType(typeof(FirstInstance), "hotfix-first-instance")]
[JsonDerivedType(typeof(FleetEnded), "hotfix-fleet-ended")]
[JsonDerivedType(typeof(Finished), "hotfix-finished")]
public abstract record HotfixEvent
{
    private HotfixEvent() { }

    /// <summary>Somebody decided it; the clock runs from here.</summary>
    /// <param name="Gates">Names of the gates that images are asked by: those of a full build.</param>
    public sealed record Decided(
        HotfixWish Wish, string By, string Reason, ImmutableArray<HotfixImage> Images,
        ImmutableArray<FleetName> Fleets, ImmutableArray<string> Gates) : HotfixEvent;

    /// <summary>An image is built and its gates have spoken.</summary>
    /// <param name="Refusing">Gates that refuse it; empty: it passed.</param>
    /// <param name="GateSeconds">Wall seconds of the gates.</param>
    public sealed record Built(ArtifactId Image, ImmutableArray<string> Refusing, double Seconds, double GateSeconds)
        : HotfixEvent;

    /// <summary>Every image passed, and all are released: nothing is, before all are.</summary>
    public sealed record Released : HotfixEvent;

    public sealed record FleetBegan(FleetName Fleet, ArtifactId Image, int Instances) : HotfixEvent;

    /// <summary>The first instance of the fleet runs the new image and serves.</summary>
    public sealed record FirstInstance(FleetName Fleet) : HotfixEvent;

    /// <param name="Complete">True if every instance runs the new image.</param>
    public sealed record FleetEnded(FleetName Fleet, bool Complete, string Reason) : HotfixEvent;

    /// <param name="Done">False if it was refused, which releases nothing, or given up.</param>
    public sealed record Finished(bool Done, string Reason) : HotfixEvent;
}
