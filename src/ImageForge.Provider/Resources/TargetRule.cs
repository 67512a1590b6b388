using System.Collections.Immutable;
using ImageForge.Engine;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;
using ImageForge.Targets;

namespace ImageForge.Provider.Resources;

/// <summary>Where a resource is: as it says, else as the provider is configured.</summary>
internal static class TargetRule
{
    public static (PropertyMap Inputs, ImmutableArray<InputFailure> Failures) Check(
        PropertyMap inputs, IBackend backend) => (backend.Target, inputs.GetValueOrDefault("target")) switch
    {
        (null, null) => (inputs, []),
        (null, _) => (inputs,
        [
            new InputFailure("target", "the service at endpoint has its own; leave target out, or leave endpoint out"),
        ]),
        ({ } known, null) => (inputs.With(("target", PropertyValue.Of(known))), []),
        (_, PropertyValue.Text text) => (inputs, [.. Faults(text.Value)]),
        _ => (inputs, []),
    };

    /// <summary>Why a text is no target.</summary>
    public static IEnumerable<InputFailure> Faults(string target)
    {
        string? fault = null;
        try
        {
            TargetChoice.Parse(target);
        }
        catch (ForgeException exception)
        {
            fault = $"{exception.Message}; {exception.WayOut}";
        }

        if (fault is not null)
        {
            yield return new InputFailure("target", fault);
        }
    }
}
