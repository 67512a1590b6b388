namespace ImageForge.Cli.Output;

/// <summary>One part of an explanation.</summary>
internal sealed record ExplainPart(string Heading, string Text);
