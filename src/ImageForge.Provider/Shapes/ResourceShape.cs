using System.Collections.Immutable;

namespace ImageForge.Provider.Shapes;

/// <summary>A resource, or a function, as programs see it.</summary>
/// <param name="Token">Such as <c>imageforge:index:Fleet</c>.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Inputs">What a program gives.</param>
/// <param name="Outputs">What comes of it besides; a resource gives its inputs back too.</param>
internal sealed record ResourceShape(
    string Token, string Description, ImmutableArray<PropertyShape> Inputs, ImmutableArray<PropertyShape> Outputs)
{
    /// <summary>The inputs whose change makes another resource.</summary>
    public IEnumerable<string> Replacing => Inputs.Where(input => input.Replaces).Select(input => input.Name);
}
