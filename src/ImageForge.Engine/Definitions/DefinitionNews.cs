namespace ImageForge.Engine.Definitions;

/// <summary>What changed in definitions of one kind.</summary>
/// <typeparam name="T">What one of them says.</typeparam>
public abstract record DefinitionNews<T>
{
    private DefinitionNews() { }

    /// <summary>One that is in force from now on.</summary>
    public sealed record Taken(string Name, T Value) : DefinitionNews<T>;

    /// <summary>A file that is wrong.</summary>
    /// <param name="Fault">File, line, column and what is wrong, a line each.</param>
    /// <param name="KeepsOld">True if what it said before stays in force; false: there is nothing.</param>
    public sealed record Refused(string Name, string Fault, bool KeepsOld) : DefinitionNews<T>;

    /// <summary>A file that is not there any more: what it said is in force no more.</summary>
    public sealed record Gone(string Name) : DefinitionNews<T>;
}
