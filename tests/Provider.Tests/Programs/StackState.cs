using System.Text.Json.Nodes;

namespace ImageForge.Provider.Tests.Programs;

/// <summary>What the engine keeps between two runs, in the order in which it was made.</summary>
internal sealed class StackState
{
    private readonly Lock _gate = new();
    private readonly List<StackResource> _resources = [];

    /// <summary>The default provider's checked inputs; null: there is none yet.</summary>
    public JsonObject? Provider { get; set; }

    public JsonObject Outputs { get; set; } = [];

    public IReadOnlyList<StackResource> Resources
    {
        get
        {
            lock (_gate)
            {
                return [.. _resources];
            }
        }
    }

    /// <summary>The one that is not to be deleted; null: there is none.</summary>
    public StackResource? Live(string urn) =>
        Resources.FirstOrDefault(resource => resource.Urn == urn && !resource.IsPendingDelete);

    /// <summary>The only one of that type and name.</summary>
    public StackResource Of(string type, string name) =>
        Resources.Single(resource => resource.Type == type && resource.Name == name && !resource.IsPendingDelete);

    public void Add(StackResource resource)
    {
        lock (_gate)
        {
            _resources.Add(resource);
        }
    }

    /// <summary>In the same place.</summary>
    public void Change(StackResource from, StackResource to)
    {
        lock (_gate)
        {
            _resources[_resources.FindIndex(known => ReferenceEquals(known, from))] = to;
        }
    }

    public void Remove(StackResource resource)
    {
        lock (_gate)
        {
            _resources.RemoveAll(known => ReferenceEquals(known, resource));
        }
    }

    /// <summary>For a preview, which changes nothing.</summary>
    public StackState Copy()
    {
        var copy = new StackState { Provider = Provider, Outputs = Wire.Copy(Outputs) };
        copy._resources.AddRange(Resources);
        return copy;
    }
}
