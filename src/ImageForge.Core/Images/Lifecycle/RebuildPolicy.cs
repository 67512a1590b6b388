namespace ImageForge.Core.Images.Lifecycle;

/// <summary>
/// When the service builds an image anew, and after it everything that extends it: <c>rebuild</c> in its file. No
/// child inherits it: the parent's bell is the child's too.
/// </summary>
/// <param name="Bell">When it looks.</param>
/// <param name="When">What it takes for work to be done.</param>
public sealed record RebuildPolicy(Bell Bell, RebuildWhen When)
{
    public override string ToString() => When == RebuildWhen.PackagesChanged ? $"{Bell}, for new packages" : $"{Bell}";
}
