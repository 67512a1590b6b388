using ImageForge.Engine.Definitions;

namespace ImageForge.Cli.Output;

/// <summary>One fault of a definition file, as programs read it. Line and column count from 1.</summary>
internal sealed record DefinitionFault(string File, int Line, int Column, string Message, string? WayOut)
{
    public static DefinitionFault Of(DefinitionError error) =>
        new(error.File, error.Line, error.Column, error.Message, error.WayOut);
}
