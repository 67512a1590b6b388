using System.Collections.Immutable;
using ImageForge.Engine.Access;

namespace ImageForge.Server.Access;

/// <summary>Which roles a route answers; part of its metadata, and of the published description.</summary>
/// <param name="Roles">Empty: everybody, without a token.</param>
public sealed record RouteAccess(ImmutableArray<Role> Roles);
