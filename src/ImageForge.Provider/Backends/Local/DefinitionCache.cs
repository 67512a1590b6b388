using ImageForge.Core.Images;
using ImageForge.Engine;
using ImageForge.Engine.Definitions;

namespace ImageForge.Provider.Backends.Local;

/// <summary>
/// What the definitions say, for a preview that asks of hundreds: read once, and again as soon as a file is another.
/// </summary>
internal sealed class DefinitionCache(LocalBackend backend)
{
    // A preview asks of each image within milliseconds; an editor saves not that often.
    private static readonly TimeSpan StampAge = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DefinitionState> _states = new(StringComparer.Ordinal);
    private DefinitionStamp? _stamp;
    private long _stampedAt;

    /// <summary>Reads all of them before the first is asked for.</summary>
    public void Prepare()
    {
        try
        {
            lock (_gate)
            {
                Refresh();
            }
        }
        catch (Exception exception) when (exception is ForgeException or DefinitionException or IOException)
        {
            // Whoever asks for one is told.
        }
    }

    /// <inheritdoc cref="IImages.ReadDefinitionAsync"/>
    public DefinitionState Read(ImageOrder order)
    {
        lock (_gate)
        {
            Refresh();
            var key = $"{order.Definition} {string.Join(',', order.Pockets ?? [])}";
            if (!_states.TryGetValue(key, out var state))
            {
                _states[key] = state = StateOf(
                    backend.Reader.ReadImage(
                        order.Definition, new DefinitionOverrides { Pockets = order.Pockets }));
            }

            return state;
        }
    }

    /// <summary>Somebody has read the files for himself: what is kept may be of before that.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _stamp = null;
        }
    }

    private void Refresh()
    {
        if (_stamp is not null && TimeProvider.System.GetElapsedTime(_stampedAt) < StampAge)
        {
            return;
        }

        var stamp = backend.Stamp;
        if (stamp != _stamp)
        {
            _states.Clear();
            foreach (var (name, definition) in backend.Reader.ReadImages())
            {
                _states[$"{name} "] = StateOf(definition);
            }
        }

        (_stamp, _stampedAt) = (stamp, TimeProvider.System.GetTimestamp());
    }

    private static DefinitionState StateOf(ImageDefinition definition) => new(
        definition.Digest.Hex,
        after => definition.Rebuild is { } rebuild
            ? CronReader.Next(rebuild.Bell.Cron, after, rebuild.Bell.Zone)
            : null);
}
