namespace ImageForge.Engine.Tests.Definitions;

/// <summary>One way to get a definition wrong, and everything the refusal has to say.</summary>
/// <param name="Name">The kind of fault, as a person would call it.</param>
/// <param name="File">The file that is spoiled.</param>
/// <param name="Old">First occurrence is replaced; empty replaces the whole file.</param>
/// <param name="New">What stands there instead.</param>
/// <param name="Where">Line and column of the fault in that file.</param>
/// <param name="Words">Part of the message.</param>
/// <param name="WayOut">Part of the way out.</param>
internal sealed record BadInput(
    string Name, string File, string Old, string New, string Where, string Words, string WayOut)
{
    public void Spoil(CopiedTree tree)
    {
        if (Old.Length == 0)
        {
            tree.Write(File, New);
        }
        else
        {
            tree.Replace(File, Old, New);
        }
    }
}
