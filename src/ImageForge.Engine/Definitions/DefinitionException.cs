using System.Collections.Immutable;

namespace ImageForge.Engine.Definitions;

/// <summary>One or more definition files are wrong; holds every error found, in file order.</summary>
public sealed class DefinitionException(ImmutableArray<DefinitionError> errors)
    : Exception(string.Join('\n', errors.Select(error => error.ToString())))
{
    public ImmutableArray<DefinitionError> Errors { get; } = errors;
}
