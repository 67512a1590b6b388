using System.Collections.Immutable;
using ImageForge.Core.Detection;
using ImageForge.Engine.Definitions;

namespace ImageForge.Engine.Detection;

/// <summary>What one file of Atomic Red Team holds for Linux.</summary>
/// <param name="Path">As it was asked for.</param>
/// <param name="Scenarios">Every Linux test, also those that can not be sent.</param>
/// <param name="TestCount">Tests of any platform.</param>
/// <param name="Errors">What could not be read; the tests concerned are not among the scenarios.</param>
public sealed record AtomicFile(
    string Path, ImmutableArray<Scenario> Scenarios, int TestCount, ImmutableArray<DefinitionError> Errors);
