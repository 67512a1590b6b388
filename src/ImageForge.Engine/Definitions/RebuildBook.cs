using ImageForge.Core.Images.Lifecycle;

namespace ImageForge.Engine.Definitions;

/// <summary>
/// When images are built anew, as their own files said it when they were last right; null where a file does not.
/// </summary>
public sealed class RebuildBook(DefinitionReader definitions)
    : DefinitionBook<RebuildPolicy?>(definitions.ListImages, definitions.ReadRebuild);
