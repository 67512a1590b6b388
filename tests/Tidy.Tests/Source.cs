using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ImageForge.Tidy.Tests;

/// <summary>A C# file, read as the compiler reads it.</summary>
internal sealed class Source
{
    private Source(string file)
    {
        File = file;
        Text = Checkout.Read(file);
        Root = CSharpSyntaxTree.ParseText(Text).GetCompilationUnitRoot(TestContext.Current.CancellationToken);
    }

    /// <summary>Relative to the checkout.</summary>
    public string File { get; }

    public string Text { get; }
    public CompilationUnitSyntax Root { get; }

    public static IEnumerable<Source> Under(params string[] folders) =>
        Checkout.With(".cs")
            .Where(file => folders.Any(folder => file.StartsWith(folder + "/", StringComparison.Ordinal)))
            .Select(file => new Source(file));

    public string At(Microsoft.CodeAnalysis.SyntaxNode node) =>
        $"{File}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
