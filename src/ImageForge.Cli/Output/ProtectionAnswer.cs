namespace ImageForge.Cli.Output;

/// <summary><c>fleet protect|unprotect</c>: until when it is left alone; null if it is not.</summary>
internal sealed record ProtectionAnswer(string Fleet, string Instance, DateTimeOffset? Until);
