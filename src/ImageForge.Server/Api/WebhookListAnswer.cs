using System.Collections.Immutable;

namespace ImageForge.Server.Api;

/// <summary>Every webhook in force, by id.</summary>
/// <param name="Fault">What is wrong with the files now; null: nothing.</param>
public sealed record WebhookListAnswer(ImmutableArray<WebhookLine> Webhooks, string? Fault);
