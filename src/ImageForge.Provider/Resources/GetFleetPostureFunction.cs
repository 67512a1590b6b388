using ImageForge.Engine;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;

namespace ImageForge.Provider.Resources;

/// <summary>One look at a fleet.</summary>
internal sealed class GetFleetPostureFunction : IFunction
{
    public ResourceShape Shape => Catalog.GetFleetPosture;

    public async Task<PropertyMap> InvokeAsync(
        PropertyMap inputs, IBackend backend, CancellationToken cancellationToken)
    {
        var name = inputs.Text("fleet")!;
        var state = await backend.Fleets.FindAsync(name, inputs.Text("target"), cancellationToken)
            ?? throw new ForgeException(
                ForgeError.NotFound, $"there is no fleet {name}",
                "let the program launch it first: name an output of its Fleet in the function's arguments");
        var risks = state.Risks ?? (0, 0, 0, 0);
        return Facts.Of(state).With(
            ("openRisks", PropertyValue.Of(risks.Item1)), ("acceptedRisks", PropertyValue.Of(risks.Item2)),
            ("mitigatingRisks", PropertyValue.Of(risks.Item3)), ("lateRisks", PropertyValue.Of(risks.Item4)));
    }
}
