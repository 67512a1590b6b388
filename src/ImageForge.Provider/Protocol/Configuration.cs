using System.Collections.Immutable;
using Google.Protobuf.Collections;
using ImageForge.Engine;
using ImageForge.Provider.Backends;
using ImageForge.Provider.Backends.Local;
using ImageForge.Provider.Backends.Service;
using ImageForge.Provider.Resources;
using ImageForge.Provider.Shapes;
using ImageForge.Provider.Values;
using ImageForge.Targets;

namespace ImageForge.Provider.Protocol;

/// <summary>How the provider itself is configured, and what works by that.</summary>
internal static class Configuration
{
    private const string VariablePrefix = "imageforge:config:";

    // The engine keeps these beside the provider's own; they say nothing to us.
    private static readonly string[] Notes = ["version", "pluginDownloadURL", "__internal"];

    private static readonly string[] OfThisMachine = ["definitions", "state", "target"];

    /// <summary>As engines gave it before there were typed arguments.</summary>
    public static PropertyMap Read(MapField<string, string> variables) => PropertyWire.Empty.With(
        variables.Where(variable => variable.Key.StartsWith(VariablePrefix, StringComparison.Ordinal))
            .Select(variable => (variable.Key[VariablePrefix.Length..], PropertyValue.Of(variable.Value))));

    public static PropertyMap WithoutNotes(PropertyMap given) => given.RemoveRange(Notes);

    /// <returns>What was given, and what is wrong with it.</returns>
    public static (PropertyMap Inputs, ImmutableArray<InputFailure> Failures) Check(PropertyMap given)
    {
        var (inputs, failures) = InputCheck.Of(Catalog.Configuration, WithoutNotes(given));
        if (failures.IsEmpty)
        {
            failures = [.. Faults(inputs)];
        }

        return (inputs.AddRange(given.Where(entry => Notes.Contains(entry.Key))), failures);
    }

    /// <exception cref="ForgeException">It is wrong (Usage).</exception>
    public static IBackend Backend(PropertyMap given, ILoggerFactory logs)
    {
        var (inputs, failures) = Check(given);
        if (!failures.IsEmpty)
        {
            throw new ForgeException(
                ForgeError.Usage,
                string.Join("; ", failures.Select(failure => $"imageforge:{failure.Path}: {failure.Reason}")));
        }

        return inputs.Text("endpoint") is { } endpoint
            ? new ServiceBackend(new Uri(endpoint), inputs.Text("token")!)
            : new LocalBackend(
                inputs.Text("state") is { } state ? new StateDirectory(state) : StateDirectory.Default(),
                DefinitionsOf(inputs), TargetOf(inputs), logs);
    }

    private static IEnumerable<InputFailure> Faults(PropertyMap inputs)
    {
        if (inputs.GetValueOrDefault("endpoint") is PropertyValue.Text { Value: var endpoint })
        {
            if (ServiceAddress.Fault(endpoint) is { } fault)
            {
                yield return new InputFailure("endpoint", fault);
            }

            if (!inputs.ContainsKey("token"))
            {
                yield return new InputFailure(
                    "token", "endpoint needs it: `imageforge token create` on the service's machine, then "
                        + "`pulumi config set --secret imageforge:token …`");
            }

            foreach (var name in OfThisMachine.Where(inputs.ContainsKey))
            {
                yield return new InputFailure(name, "the service at endpoint has its own; leave it out");
            }

            yield break;
        }

        if (inputs.Text("target") is { } target)
        {
            foreach (var failure in TargetRule.Faults(target))
            {
                yield return failure;
            }
        }

        if (!inputs.IsUnknown("definitions") && !Directory.Exists(Path.Combine(DefinitionsOf(inputs), "images")))
        {
            yield return new InputFailure(
                "definitions", $"{DefinitionsOf(inputs)} has no folder images/; name the folder that holds it, from "
                    + "the program's folder on");
        }

        if (inputs.Text("state") is { } state && StateFault(state) is { } wrong)
        {
            yield return new InputFailure("state", wrong);
        }
    }

    private static string? StateFault(string state)
    {
        try
        {
            _ = new StateDirectory(state);
            return null;
        }
        catch (ForgeException exception)
        {
            return RpcFaults.Words(exception);
        }
    }

    private static string DefinitionsOf(PropertyMap inputs) => Path.GetFullPath(
        inputs.Text("definitions")
            ?? (Environment.GetEnvironmentVariable("IMAGEFORGE_DEFINITIONS") is { Length: > 0 } folder ? folder : "."));

    private static string TargetOf(PropertyMap inputs) => inputs.Text("target")
        ?? (Environment.GetEnvironmentVariable(TargetChoice.Variable) is { Length: > 0 } target
            ? target
            : TargetChoice.Local);
}
