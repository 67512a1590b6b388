namespace ImageForge.Cli.Output;

/// <summary>A value of a <see cref="Sheet"/>, with how it should strike the eye.</summary>
internal readonly record struct Cell(string Value, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string value) => new(value);
}
